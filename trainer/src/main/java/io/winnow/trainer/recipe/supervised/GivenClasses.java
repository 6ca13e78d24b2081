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
        throw new UserException("A classifier is trained on exactly one label per image; "
                + data.train().name()
                + " has none or several. Put the images into a folder for each class, or give a file with their labels"
                + " (data.labels.file).");
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
