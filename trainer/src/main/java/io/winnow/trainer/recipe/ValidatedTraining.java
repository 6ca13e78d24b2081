package io.winnow.trainer.recipe;

import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.TargetMetric;
import java.util.List;
import java.util.Optional;

/**
 * A training that is judged on validation examples.
 *
 * @param stages names of the stages that record the metrics; if there are several, as in a cross-validation, their mean counts
 * @param key key of the options of the training, such as {@code recipe.classify.training}
 * @param options options of the training; empty if it has a duration of another kind
 * @param metrics the metrics by their names in {@code metrics.jsonl}, the most important one first; some may be undefined
 */
public record ValidatedTraining(
        List<String> stages, String key, Optional<TrainingOptions> options, List<TargetMetric> metrics) {
    public ValidatedTraining {
        stages = List.copyOf(stages);
        metrics = List.copyOf(metrics);
    }

    /** Returns the exception for a recipe without such a training. */
    static UserException none(String recipe) {
        return new UserException("The recipe " + recipe
                + " records no metrics of validation examples, and settings are never chosen by test metrics. To"
                + " choose the settings of an encoder, use a classifier that starts from it: recipe.kind supervised"
                + " with the section start, and data with validation examples.");
    }
}
