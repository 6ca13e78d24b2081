package io.winnow.trainer.engine;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;
import java.util.List;

/**
 * An objective whose batches several devices can share. Each has a replica with its own copy of the parameters. Unless it is a {@link
 * JointObjective}, its loss of a batch is the mean over the examples, so that of parts is their mean weighted by size.
 */
public interface ReplicableObjective<B extends Batch> extends Objective<B> {
    /**
     * Replicas of this objective, which is the first of all and alone has what a step does beside the parameters. Called once, before
     * the first step.
     *
     * @param parents one a replica, on its device
     */
    List<? extends Objective<B>> replicate(List<NDManager> parents);

    /** The examples [begin, end) of a batch; needs no closing, and is used while the batch is open. */
    B part(B batch, int begin, int end);

    /** Takes over what replicas kept of this step beside gradients and statistics. Called before {@link #moved}. */
    default void gather(List<? extends Objective<B>> replicas) {}

    /** Gives replicas what they need of the next step beside the parameters. Called after {@link #moved} and after a resume. */
    default void scatter(List<? extends Objective<B>> replicas) {}
}
