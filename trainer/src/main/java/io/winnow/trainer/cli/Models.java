package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.export.ExportedBundle;
import io.winnow.trainer.export.ExportedImages;
import io.winnow.trainer.export.ImageModel;
import io.winnow.trainer.export.LiveImages;
import io.winnow.trainer.export.ModelChoice;
import io.winnow.trainer.export.TableModel;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.tabsim.FittedTables;
import io.winnow.trainer.recipe.tabsim.TabSim;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;

/** Opens the models that an argument of the command line names. */
final class Models {
    /** Describes such an argument in the help of a command. */
    static final String DESCRIPTION =
            "Directory of a run, a bundle that `winnow export` wrote, or a model file in such a bundle.";

    private Models() {}

    /** Tells whether a path is a run whose inputs are records, such as texts or rows of tables. */
    static boolean isOfRecords(Path model) {
        return !ExportedBundle.isExport(model)
                && FinishedRun.open(model).experiment().recipe() instanceof EncoderRecipe recipe
                && recipe.encoder().data() instanceof RecordDataConfig data
                && data.examplesAreRecords();
    }

    /** Tells whether the inputs of a model are tables; otherwise they are images or texts. */
    static boolean isOfTables(Path model) throws IOException {
        return ExportedBundle.isExport(model)
                ? ExportedBundle.open(model).description().tables() != null
                : FinishedRun.open(model).experiment().recipe() instanceof TabSim;
    }

    /**
     * Opens a model of images.
     *
     * @param choice which model of a run to open; ignored for exported models
     */
    static ImageModel open(Path model, ModelChoice choice, NDManager manager) throws IOException {
        return ExportedBundle.isExport(model)
                ? exported(model, manager)
                : LiveImages.open(FinishedRun.open(model), choice, manager);
    }

    /**
     * Opens an exported model of images.
     *
     * @throws UserException when it is a model of tables
     */
    static ExportedImages exported(Path model, NDManager manager) throws IOException {
        ExportedBundle bundle = ExportedBundle.open(model);
        if (bundle.description().images() == null) {
            throw new UserException(
                    model + " is an exported model of "
                            + (bundle.description().records() == null
                                    ? "tables"
                                    : bundle.description().records().unit())
                            + ", but a model of images is needed here. Name another model, or the run that it was exported from.");
        }
        return ExportedImages.open(bundle, manager);
    }

    /**
     * Opens a model of tables.
     *
     * @param choice which model of a run to open; ignored for exported models
     */
    static TableModel openTables(Path model, ModelChoice choice, NDManager manager) throws IOException {
        if (ExportedBundle.isExport(model)) {
            return TableModel.open(ExportedBundle.open(model), manager);
        }
        FittedTables.requireLast(choice.weights());
        return TableModel.of(FittedTables.open(FinishedRun.open(model), manager));
    }
}
