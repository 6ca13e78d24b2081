package io.winnow.trainer.engine;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;
import java.util.List;

/**
 * An objective whose batches can be split among several devices. Each device has a replica with its own copy of the parameters. Unless
 * the objective is a {@link JointObjective}, its loss must be a mean over examples, so that the loss of a batch is the mean of the losses
 * of its parts, weighted by their sizes.
 */
public interface ReplicableObjective<B extends Batch> extends Objective<B> {
    /**
     * Creates replicas of this objective. This objective remains the first of all, and it alone holds the state besides the parameters
     * that a step changes. Called once, before the first step.
     *
     * @param parents parent managers, one for each replica and on its device
     */
    List<? extends Objective<B>> replicate(List<NDManager> parents);

    /** Returns the examples [begin, end) of a batch. The part is valid while the batch is open and need not be closed. */
    B part(B batch, int begin, int end);

    /** Collects the state that replicas gathered during a step, besides gradients and running statistics. Called before {@link #moved}. */
    default void gather(List<? extends Objective<B>> replicas) {}

    /** Gives the replicas the state besides the parameters that they need for the next step. Called after {@link #moved} and on resume. */
    default void scatter(List<? extends Objective<B>> replicas) {}
}
