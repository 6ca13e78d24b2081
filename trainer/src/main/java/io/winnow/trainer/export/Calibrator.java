package io.winnow.trainer.export;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.trainer.evaluate.LogitRows;
import io.winnow.trainer.evaluate.SelectiveThreshold;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.Calibratable;
import io.winnow.trainer.model.Calibration;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Calibrates the classifier of a run on its validation data. Its test data only show the effect. */
final class Calibrator {
    /** Fewest examples, or pairs of an example and a class, to which a temperature is fitted. */
    private static final int FEWEST = 20;

    private final FinishedRun run;
    private final RunData data;
    private final OptionalDouble precision;
    private final NDManager manager;

    /** @param precision the wanted precision of accepted predictions; empty if all are accepted */
    Calibrator(FinishedRun run, RunData data, OptionalDouble precision, NDManager manager) {
        this.run = run;
        this.data = data;
        this.precision = precision;
        this.manager = manager;
    }

    /**
     * Fits a temperature and, on request, chooses a threshold.
     *
     * @throws UserException if the run has no validation data by which the classifier can be calibrated, or if the precision cannot be
     *     reached
     */
    Calibration of(Calibratable model) throws IOException {
        try (TaskData task = data.open(run.encoder().data(), manager)) {
            if (task.validation().isEmpty()) {
                throw new UserException("Probabilities are calibrated on validation data, but " + run.folder()
                        + " was trained without any. " + task.validationAdvice()
                        + " and train again, or leave out --calibrate.");
            }
            LogitRows validation = rows(model, task, TaskData.Part.VALIDATION)
                    .orElseThrow(() -> new UserException("The probabilities of " + run.folder()
                            + " cannot be calibrated. A temperature can be fitted if examples have exactly one class"
                            + " or any number of classes, but the model predicts "
                            + Targets.kindOf(model.target()).description() + ", and the validation " + task.unit()
                            + " have "
                            + Targets.describe(task.of(TaskData.Part.VALIDATION).labels())
                            + ". Leave out --calibrate."));
            if (precision.isPresent() && validation.pairs()) {
                throw new UserException("--abstain-at-precision needs a model that predicts exactly one class, but "
                        + run.folder() + " predicts any number of classes. Leave it out.");
            }
            double temperature = temperature(validation, task.unit());
            Optional<LogitRows> test = rows(model, task, TaskData.Part.TEST);
            Optional<SelectiveThreshold> threshold = precision.isEmpty()
                    ? Optional.empty()
                    : Optional.of(threshold(validation, temperature, task.unit()));
            return new Calibration(
                    temperature,
                    new Calibration.Effect(validation.size(), validation.quality(1), validation.crossFitted()),
                    test.map(rows -> new Calibration.Effect(rows.size(), rows.quality(1), rows.quality(temperature)))
                            .orElse(null),
                    threshold
                            .map(chosen -> test.map(rows -> chosen.judgedOn(rows, temperature))
                                    .orElse(chosen))
                            .orElse(null));
        }
    }

    /** Returns the outputs for the labelled examples of a part; empty if there are none, or if they cannot be calibrated. */
    private Optional<LogitRows> rows(Calibratable model, TaskData task, TaskData.Part part) throws IOException {
        Labels labels = task.of(part).labels();
        if (labels instanceof NoLabels) {
            return Optional.empty();
        }
        try (NDManager scope = manager.newSubManager()) {
            float[] outputs = model.outputs(task.of(part), task.indices(part), task.maxCorrupt(), scope)
                    .toFloatArray();
            return model.target().logits(outputs, labels).filter(rows -> rows.size() > 0);
        }
    }

    private double temperature(LogitRows validation, String unit) {
        if (validation.size() < FEWEST) {
            throw new UserException("A temperature is fitted to at least " + FEWEST + " labels, but " + run.folder()
                    + " has only " + validation.size() + " for its validation " + unit
                    + ". Use more validation data, or leave out --calibrate.");
        }
        return validation
                .temperature()
                .orElseThrow(() -> new UserException("There is no best temperature for " + run.folder()
                        + ": its predictions for the " + validation.size() + " validation labels are "
                        + (validation.allRight()
                                ? "all right, so that any doubt would be too much."
                                : "no better than chance.")
                        + " Use more or other validation data, or leave out --calibrate."));
    }

    private SelectiveThreshold threshold(LogitRows validation, double temperature, String unit) {
        SelectiveThreshold chosen = SelectiveThreshold.choose(validation, temperature, precision.getAsDouble());
        if (!chosen.reaches()) {
            throw new UserException(String.format(
                    Locale.ROOT,
                    "--abstain-at-precision %s cannot be reached. The best that the %d validation %s show, with 95%%"
                            + " confidence, is a precision of at least %.4f, for the %.0f%% of them of which the model is"
                            + " surest (%d of %d right). Give a lower precision, or use more validation %s.",
                    precision.getAsDouble(),
                    validation.size(),
                    unit,
                    floor(chosen.lowerBound()),
                    100 * chosen.validation().coverage(),
                    chosen.validation().right(),
                    chosen.validation().accepted(),
                    unit));
        }
        return chosen;
    }

    /** Rounds down to four decimals, so that the number shown can be given as the precision. */
    private static double floor(double share) {
        return Math.floor(share * 1e4) / 1e4;
    }
}
