package io.winnow.trainer.vision;

import java.util.List;

/**
 * What a training fixes about its images: how they become input, and what the classes are called.
 *
 * @param classes names of the classes by number; empty where the training images have no labels
 * @param classCounts training examples of each class, by their given labels; empty without one label each
 */
public record ImageInputs(ImagePreprocessing preprocessing, List<String> classes, List<Integer> classCounts) {
    public ImageInputs {
        classes = List.copyOf(classes);
        classCounts = List.copyOf(classCounts);
    }
}
