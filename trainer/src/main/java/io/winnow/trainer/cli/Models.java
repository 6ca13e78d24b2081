package io.winnow.trainer.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.export.ExportedBundle;
import io.winnow.trainer.export.ExportedImages;
import io.winnow.trainer.export.ImageModel;
import io.winnow.trainer.export.LiveImages;
import io.winnow.trainer.export.ModelChoice;
import io.winnow.trainer.export.TableModel;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.tabsim.FittedTables;
import io.winnow.trainer.recipe.tabsim.TabSim;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;

/** Models that a person names on the command line. */
final class Models {
    /** For the description of a parameter. */
    static final String DESCRIPTION = "Directory of a run, a bundle of `winnow export`, or a model file in one.";

    private Models() {}

    static Device device(Path model) {
        return ExportedBundle.isExport(model)
                ? Devices.resolve("cpu")
                : Devices.resolve(FinishedRun.open(model).experiment().device());
    }

    /** Whether it is one of tables, and not of images. */
    static boolean isOfTables(Path model) throws IOException {
        return ExportedBundle.isExport(model)
                ? ExportedBundle.open(model).description().tables() != null
                : FinishedRun.open(model).experiment().recipe() instanceof TabSim;
    }

    /**
     * Opens a model of images.
     *
     * @param choice of a run
     */
    static ImageModel open(Path model, ModelChoice choice, NDManager manager) throws IOException {
        return ExportedBundle.isExport(model)
                ? exported(model, manager)
                : LiveImages.open(FinishedRun.open(model), choice, manager);
    }

    /**
     * Opens an exported model of images.
     *
     * @throws UserException when it is one of tables
     */
    static ExportedImages exported(Path model, NDManager manager) throws IOException {
        ExportedBundle bundle = ExportedBundle.open(model);
        if (bundle.description().images() == null) {
            throw new UserException(model + " is a model of tables; one of images is needed here.");
        }
        return ExportedImages.open(bundle, manager);
    }

    /**
     * Opens a model of tables.
     *
     * @param choice of a run
     */
    static TableModel openTables(Path model, ModelChoice choice, NDManager manager) throws IOException {
        if (ExportedBundle.isExport(model)) {
            return TableModel.open(ExportedBundle.open(model), manager);
        }
        FittedTables.requireLast(choice.weights());
        return TableModel.of(FittedTables.open(FinishedRun.open(model), manager));
    }
}
