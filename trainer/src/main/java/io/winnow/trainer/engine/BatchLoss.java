package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;

/**
 * The loss of a batch, and what the objective wants to know of the batch when the step ends.
 *
 * @param mean mean loss (scalar), recorded for a backward pass
 * @param kept given to {@link Objective#collect} and {@link Objective#moved}; null if the objective keeps nothing. Its arrays may be attached
 *     to the scope of the step, which stays open until then.
 */
public record BatchLoss<S>(NDArray mean, S kept) {
    /** Creates the loss of an objective that keeps nothing of a batch. */
    public static BatchLoss<Void> of(NDArray mean) {
        return new BatchLoss<>(mean, null);
    }
}
