package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.label.Labels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Targets;

/** Access to the given labels of the training examples in use. */
public final class GivenClasses {
    private GivenClasses() {}

    /**
     * Returns the class of each training example in use.
     *
     * @throws UserException if the examples have no labels or several labels each
     */
    public static Labels.Single of(TaskData data) {
        if (data.trainLabels() instanceof Labels.Single labels) {
            return labels;
        }
        throw new UserException("A classifier needs exactly one label for each of the training " + data.unit() + "; "
                + data.train().name() + " has none or several. " + data.labelAdvice(TaskData.Part.TRAIN)
                + ".");
    }

    /** Checks that the described examples have exactly one class each, as far as the configuration tells. */
    public static void check(Checks checks, DataConfig data) {
        if (data != null) {
            data.labelKind()
                    .filter(kind -> kind != Labels.Single.class)
                    .ifPresent(
                            kind -> checks.that(
                                    false,
                                    "data",
                                    "must have labels of the kind class, of which this method needs exactly one for each example; found "
                                            + Targets.describe(kind)
                                            + " in another form. Use the recipe supervised, which learns labels of every kind"));
        }
    }

    /** Checks that the examples have exactly one class each. */
    public static void check(SizeChecks checks, TaskData data) {
        checks.that(
                data.trainLabels() instanceof Labels.Single,
                "data",
                "must have exactly one label for each of the training " + data.unit() + "; "
                        + data.train().name() + " has none or several. "
                        + data.labelAdvice(TaskData.Part.TRAIN));
    }
}
