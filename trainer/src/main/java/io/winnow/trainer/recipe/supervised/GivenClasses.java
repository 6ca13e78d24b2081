package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.UserException;

/** Access to the given labels of the training examples in use. */
public final class GivenClasses {
    private GivenClasses() {}

    /**
     * Returns the class of each training example in use.
     *
     * @throws UserException if the examples have no labels or several labels each
     */
    public static ClassLabels of(LabelledExamples data) {
        if (data.trainLabels() instanceof ClassLabels labels) {
            return labels;
        }
        throw new UserException("A classifier needs exactly one label for each of the training " + data.unit() + "; "
                + data.train().name() + " has none or several. " + data.labelAdvice(TaskData.Part.TRAIN)
                + ".");
    }
}
