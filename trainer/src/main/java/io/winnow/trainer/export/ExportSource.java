package io.winnow.trainer.export;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.modality.Modalities;
import io.winnow.trainer.model.Calibratable;
import io.winnow.trainer.model.Exportable;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What an export is made of. */
public sealed interface ExportSource {
    /** Name in messages. */
    String name();

    /**
     * Opens the model.
     *
     * @param manager manager to which the weights are attached
     */
    TrainedModel open(ModelChoice choice, NDManager manager) throws IOException;

    /**
     * Returns the model as it is written into files, with calibrated probabilities.
     *
     * @param model the model that {@link #open} returned
     * @throws UserException if it cannot be calibrated
     */
    Exportable calibrated(TrainedModel model, Exporter.CalibrationOptions options, NDManager manager)
            throws IOException;

    /** What the files of a model are compared on, in the plural. */
    String examples(ModelDescription model);

    /** Returns the table of what the class centers of a model stand for, which is copied into the bundle, if they have names. */
    default Optional<Path> centerTable(ModelChoice choice) {
        return Optional.empty();
    }

    /** Returns the content of MODEL_CARD.md. */
    String card(Exporter.Report report) throws IOException;

    /** A run. */
    record Run(FinishedRun run) implements ExportSource {
        @Override
        public String name() {
            return run.folder().toString();
        }

        @Override
        public TrainedModel open(ModelChoice choice, NDManager manager) throws IOException {
            return run.experiment().recipe().model(run, choice, manager);
        }

        @Override
        public Exportable calibrated(TrainedModel model, Exporter.CalibrationOptions options, NDManager manager)
                throws IOException {
            Calibratable classifier = model.calibratable()
                    .orElseThrow(() -> new UserException(
                            "Only the probabilities of a classifier can be calibrated, but the model of " + name()
                                    + " that is to be exported is none. Leave out --calibrate."));
            return classifier.calibrated(
                    new Calibrator(run, options.data(), options.precision(), manager).of(classifier));
        }

        @Override
        public String examples(ModelDescription model) {
            return "examples of the run's data";
        }

        @Override
        public Optional<Path> centerTable(ModelChoice choice) {
            return choice.part() == ModelChoice.Part.CENTERS
                    ? run.encoderRecipe().centerTable(run)
                    : Optional.empty();
        }

        @Override
        public String card(Exporter.Report report) throws IOException {
            return ModelCard.of(report, run);
        }
    }

    /** A published model. */
    record Published(PublishedCheckpoint checkpoint) implements ExportSource {
        @Override
        public String name() {
            return checkpoint.path().toString();
        }

        @Override
        public TrainedModel open(ModelChoice choice, NDManager manager) throws IOException {
            if (choice.part() == ModelChoice.Part.CENTERS) {
                throw new UserException("--centers can only be used for runs of mlcd and mofi, but " + name()
                        + " is a published model, which has no class centers. Leave it out.");
            }
            return Modalities.openPublished(
                    checkpoint, choice.part() == ModelChoice.Part.MODEL, Optional.empty(), manager);
        }

        @Override
        public Exportable calibrated(TrainedModel model, Exporter.CalibrationOptions options, NDManager manager) {
            throw new UserException("--calibrate needs the validation data of a run, but " + name()
                    + " is a published model. Leave it out.");
        }

        @Override
        public String examples(ModelDescription model) {
            return random(model);
        }

        /** What files are compared on if there are no data. */
        static String random(ModelDescription model) {
            return "random " + model.input().unit();
        }

        @Override
        public String card(Exporter.Report report) throws IOException {
            return PublishedCard.of(report, checkpoint);
        }
    }
}
