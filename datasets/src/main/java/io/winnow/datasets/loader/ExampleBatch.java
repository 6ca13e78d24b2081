package io.winnow.datasets.loader;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** A batch of examples of one kind, from which the input of a network is made. */
public interface ExampleBatch extends Batch {
    /** The number of examples B. */
    default int size() {
        return indices().length;
    }

    /** The position of the first example within the batch that this is a part of; 0 for a whole batch. */
    int first();

    /** Returns the examples [begin, end) as a batch that shares the memory of this one and does not need to be closed. */
    ExampleBatch part(int begin, int end);

    /**
     * Returns the examples as they were read (B, ..), on the manager's device. On a CPU the array may share the memory of the batch, so it
     * must not be used after the batch is closed.
     */
    NDArray examples(NDManager manager);
}
