package io.winnow.trainer.modality;

import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import java.nio.file.Path;
import java.util.List;

/**
 * What a training fixes about its data: the preprocessing of the examples, and what is learned from their labels.
 *
 * @param preprocessing preprocessing of the examples
 * @param target what is learned from the labels; null if the training examples have no labels
 */
public record Inputs(Preprocessing preprocessing, Target target) {
    /** Returns the names of the classes in the order of their numbers; empty if there are none. */
    public List<String> classes() {
        return target == null ? List.of() : target.names();
    }

    /**
     * Returns what is learned from the labels.
     *
     * @throws UserException if the training examples have no labels
     */
    public Target requireTarget() {
        if (target == null) {
            throw new UserException(
                    "The training examples have no labels, so there is no target to learn or to judge by."
                            + " Describe their labels in the section data.");
        }
        return target;
    }

    /** Returns these properties with the files that a run keeps, see {@link Preprocessing#at}. */
    public Inputs at(Path run) {
        return new Inputs(preprocessing.at(run), target);
    }
}
