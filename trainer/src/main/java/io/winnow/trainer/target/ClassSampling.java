package io.winnow.trainer.target;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;

/** How a loss looks at only a sample of very many classes in each step. It is bound to one set of training examples. */
public interface ClassSampling {
    /** Returns the number of classes that are drawn in addition to the positives of a batch. */
    int negatives();

    /** Returns the classes of a training example, which are always in the sample. */
    int[] positives(int row);

    /**
     * Returns what is known of some examples and classes (B, S), as the loss takes it.
     *
     * @param rows positions of the examples among the training examples in use
     * @param classes numbers of the classes, ascending
     */
    NDArray states(long[] rows, long[] classes, NDManager manager);

    /**
     * Estimates the mean loss of a batch on all classes from those of the sample.
     *
     * @param logits (B, S)
     * @param states (B, S)
     * @param columnWeights (S), inverse of the probability with which each class is in the sample
     * @param weights (B), weights of the examples; empty if all are the same
     */
    NDArray loss(NDArray logits, NDArray states, NDArray columnWeights, Optional<NDArray> weights);
}
