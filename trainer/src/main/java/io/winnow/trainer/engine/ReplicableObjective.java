package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An objective whose batches can be split among several devices. Each device has a replica with its own copy of the parameters. Unless
 * the objective is a {@link JointObjective}, its loss must be a mean over examples, so that the loss of a batch is the mean of the losses
 * of its parts, weighted by their sizes.
 */
public interface ReplicableObjective<B extends Batch, S> extends Objective<B, S> {
    /**
     * Creates replicas of this objective. This objective remains the first of all, and it alone holds the state besides the parameters
     * that a step changes. Called once, before the first step.
     *
     * @param parents parent managers, one for each replica and on its device
     */
    List<? extends Objective<B, S>> replicate(List<NDManager> parents);

    /** Returns the examples [begin, end) of a batch. The part is valid while the batch is open and need not be closed. */
    B part(B batch, int begin, int end);

    /**
     * Collects what the devices learned during a step, besides gradients and running statistics. Called before {@link #moved}.
     *
     * @param kept what each device kept of its part of a batch, beginning with this objective's, for each batch of the step
     * @return what is kept of each whole batch; by default, what this objective kept of its own part
     */
    default List<S> gather(List<? extends Objective<B, S>> replicas, List<List<S>> kept) {
        return kept.stream().map(devices -> devices.get(0)).toList();
    }

    /**
     * Collects what the workers learned during a step that they do together, besides gradients and running statistics. Called before {@link
     * #moved}, in each worker.
     *
     * @param kept what this worker kept of its part of each batch of the step
     * @return what is kept of each whole batch; by default, what this worker kept of its own part
     */
    default List<S> gather(List<S> kept, Team team) {
        return kept;
    }

    /**
     * Divides the state of this objective among workers that do each step together. Called once, before the first step, in the process that
     * leads them. It does no step itself, so it gives up what it divides: its own {@link #state} is empty then.
     *
     * @param scope owns arrays that are made for this
     * @return for each worker, the arrays that its {@link #state} begins with; by default empty: each worker has all of the state, which is the same
     *     for all after each step
     */
    default Optional<List<Map<String, NDArray>>> divide(int workers, NDManager scope) {
        return Optional.empty();
    }

    /** Gives the replicas the state besides the parameters that they need for the next step. Called after {@link #moved} and on resume. */
    default void scatter(List<? extends Objective<B, S>> replicas) {}
}
