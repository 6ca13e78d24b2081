package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.compiled.NetworkPass;
import java.util.List;
import java.util.Map;

/** What a method adds to the loop: from a batch to a loss, and what it keeps beside the parameters. */
public interface Objective<B extends Batch> extends AutoCloseable {
    /** The parameters that the loop moves. */
    ParameterArena parameters();

    /** The passes of networks in {@link #loss}, which the loop may compile before the first step. */
    default List<NetworkPass> passes() {
        return List.of();
    }

    /**
     * A step begins.
     *
     * @param progress the share of the training that is done, in [0, 1)
     */
    default void begin(double progress) {}

    /**
     * The mean loss of a batch, recorded for a backward pass.
     *
     * @param batch open until the backward pass is done
     * @param key what random draws of this batch are a function of
     * @param scope closes everything of this step
     */
    NDArray loss(B batch, long key, NDManager scope);

    /**
     * The parameters have moved. Called once a step, before its arrays are closed.
     *
     * @param rateFactor of the schedule at this step
     */
    default void moved(double rateFactor) {}

    /** Names of what {@link #validate} measures. */
    default List<String> validationMetrics() {
        return List.of();
    }

    /** Figures on held-out examples. Called after each epoch and at the end, where there are {@link #validationMetrics}; draws nothing. */
    default Map<String, Double> validate() {
        return Map.of();
    }

    /** What a checkpoint must hold beside the parameters, by name; views, not copies. */
    default Map<String, NDArray> state() {
        return Map.of();
    }

    @Override
    default void close() {}
}
