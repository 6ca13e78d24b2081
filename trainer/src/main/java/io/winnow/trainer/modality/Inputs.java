package io.winnow.trainer.modality;

import java.nio.file.Path;
import java.util.List;

/**
 * What a training fixes about its data: the preprocessing of the examples, and their classes.
 *
 * @param preprocessing preprocessing of the examples
 * @param classes names of the classes in the order of their numbers; empty if the training examples have no labels
 * @param classCounts number of training examples of each class, by their given labels; empty unless each has exactly one label
 */
public record Inputs(Preprocessing preprocessing, List<String> classes, List<Integer> classCounts) {
    public Inputs {
        classes = List.copyOf(classes);
        classCounts = List.copyOf(classCounts);
    }

    /** Returns these properties with the files that a run keeps, see {@link Preprocessing#at}. */
    public Inputs at(Path run) {
        return new Inputs(preprocessing.at(run), classes, classCounts);
    }
}
