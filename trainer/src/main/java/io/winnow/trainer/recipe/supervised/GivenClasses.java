package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.label.Labels;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vision.ImageData;

/** The given labels of the training examples in use. */
public final class GivenClasses {
    private GivenClasses() {}

    /**
     * One class for each training example in use.
     *
     * @throws UserException when the data has no labels, or several an image
     */
    public static Labels.Single of(ImageData data) {
        if (data.trainLabels() instanceof Labels.Single labels) {
            return labels;
        }
        throw new UserException(
                data.train().name() + " has not one label for each image; a classifier is trained on such labels.");
    }

    /** Examples of each class. */
    public static int[] counts(Labels.Single labels) {
        int[] counts = new int[labels.classCount()];
        for (int label : labels.classes()) {
            counts[label]++;
        }
        return counts;
    }
}
