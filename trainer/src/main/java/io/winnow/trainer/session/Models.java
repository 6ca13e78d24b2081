package io.winnow.trainer.session;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.export.ExportSource;
import io.winnow.trainer.modality.Modalities;
import io.winnow.trainer.modality.text.BundledTextEncoder;
import io.winnow.trainer.model.ExportedBundle;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.published.ModelStore;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens the models that an argument of the command line names. */
public final class Models {
    private static final String KINDS =
            "Directory of a run, a bundle that `winnow export` wrote, a model file in such a bundle, or a published"
                    + " model of images or texts: a file of weights, a folder with config.json and weights, or a name that"
                    + " `winnow model list` shows";

    /** Describes such an argument in the help of a command. */
    public static final String DESCRIPTION = KINDS + ".";

    /** Describes an argument that names an encoder in the help of a command. */
    public static final String ENCODER =
            KINDS + "; or " + BundledTextEncoder.NAME + ", the encoder of texts that comes with Winnow.";

    private Models() {}

    /**
     * Opens a model.
     *
     * @param choice which model of a run to open; ignored for exported models
     */
    public static TrainedModel open(Path model, ModelChoice choice, NDManager manager) throws IOException {
        if (isBundled(model)) {
            return BundledTextEncoder.open();
        }
        if (ExportedBundle.isExport(model)) {
            return Modalities.openExport(model, manager);
        }
        Optional<Path> published = published(model);
        if (published.isPresent()) {
            return Modalities.openPublished(
                    PublishedCheckpoint.open(published.get()),
                    choice.part() == ModelChoice.Part.MODEL,
                    Optional.empty(),
                    manager);
        }
        FinishedRun run = FinishedRun.open(model);
        return run.experiment().recipe().model(run, choice, manager);
    }

    /**
     * Opens the encoder of texts of a published model, which may have one of images as well.
     *
     * @throws UserException if it is no such model
     */
    public static TrainedModel openTexts(Path model, NDManager manager) throws IOException {
        Path published = published(model)
                .orElseThrow(() -> new UserException(
                        "--texts can only be used for a published model with encoders of images and of texts, but "
                                + model + " is none. Leave it out."));
        return Modalities.openPublished(PublishedCheckpoint.open(published), false, Optional.of("texts"), manager);
    }

    /**
     * Returns what an argument names for an export: a published model or a run.
     *
     * @param assignments overrides of the configuration of a run, {@code KEY=VALUE}
     */
    public static ExportSource exportSource(Path model, List<String> assignments) throws IOException {
        Optional<Path> published = published(model);
        return published.isPresent()
                ? new ExportSource.Published(PublishedCheckpoint.open(published.get()))
                : new ExportSource.Run(FinishedRun.open(model, assignments));
    }

    /** Whether the classifier of a run is evaluated with the mean of its predictions for each example and for its mirror image. */
    public static boolean flips(FinishedRun run) {
        return run.experiment().recipe() instanceof EncoderRecipe recipe && recipe.flipsInEvaluation();
    }

    /** Whether an argument names a model without a run: an export or a published model. */
    public static boolean standsAlone(Path model) throws IOException {
        return isBundled(model)
                || ExportedBundle.isExport(model)
                || published(model).isPresent();
    }

    /** Whether an argument that may name a model or data names a model: a run, an export or a published model, be it one that is missing. */
    public static boolean names(Path model) throws IOException {
        return standsAlone(model)
                || Files.isRegularFile(model.resolve(RunDirectory.CONFIG))
                || (!Files.exists(model) && !model.toString().equals(ItemReader.STANDARD_INPUT));
    }

    /** Whether an argument names the encoder that comes with Winnow. A folder or a fetched model of this name takes precedence. */
    private static boolean isBundled(Path model) throws IOException {
        return model.toString().equals(BundledTextEncoder.NAME)
                && ModelStore.ofEnvironment().find(model.toString()).isEmpty();
    }

    /** Returns the published checkpoint that an argument names, if it is on this machine. */
    private static Optional<Path> published(Path model) throws IOException {
        return ModelStore.ofEnvironment().find(model.toString()).filter(PublishedCheckpoint::isCheckpoint);
    }

    /**
     * Opens a model that computes representations: the encoder of a run, or an exported encoder.
     *
     * @throws UserException if it is an export that computes something else
     */
    public static TrainedModel openEncoder(Path model, WeightsChoice weights, NDManager manager) throws IOException {
        TrainedModel opened = open(model, new ModelChoice(weights, ModelChoice.Part.ENCODER), manager);
        if (opened.output().kind() != ModelOutput.Kind.ENCODER) {
            opened.close();
            throw new UserException(
                    model + " computes " + opened.output().kind().output()
                            + ", not representations. Export the run again with --encoder, or name the run.");
        }
        return opened;
    }
}
