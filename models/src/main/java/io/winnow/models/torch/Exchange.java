package io.winnow.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** An exchange of arrays between replicas of a model that run the same pass at the same time, each in a thread and on a device of its own. */
@FunctionalInterface
public interface Exchange {
    /**
     * Gives the array of this replica to all replicas, waits for theirs, and returns those of all, in an order that is the same for each. They are
     * on the devices of their replicas. Gradients flow through them to the replicas that gave them.
     */
    NDList all(NDArray own);
}
