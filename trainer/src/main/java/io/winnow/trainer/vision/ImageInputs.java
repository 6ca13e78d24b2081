package io.winnow.trainer.vision;

import java.util.List;

/**
 * The properties of its images that a training fixes: their preprocessing and their classes.
 *
 * @param preprocessing preprocessing of the images
 * @param classes names of the classes in the order of their numbers; empty if the training images have no labels
 * @param classCounts number of training examples of each class, by their given labels; empty unless each has exactly one label
 */
public record ImageInputs(ImagePreprocessing preprocessing, List<String> classes, List<Integer> classCounts) {
    public ImageInputs {
        classes = List.copyOf(classes);
        classCounts = List.copyOf(classCounts);
    }
}
