package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.compiled.NetworkPass;
import java.util.List;
import java.util.Map;

/** What a method contributes to the training loop: the loss of a batch, and any state besides the parameters. */
public interface Objective<B extends Batch> extends AutoCloseable {
    /** The parameters that the optimizer updates. */
    ParameterArena parameters();

    /** The network passes that {@link #loss} runs. The loop may compile them before the first step. */
    default List<NetworkPass> passes() {
        return List.of();
    }

    /**
     * Called at the start of each optimizer step.
     *
     * @param progress fraction of the training that is done, in [0, 1)
     */
    default void begin(double progress) {}

    /**
     * Returns the mean loss of a batch, recorded for a backward pass.
     *
     * @param batch stays open until the backward pass is done
     * @param key key of all random draws for this batch: the same key gives the same draws
     * @param scope closes all arrays of this step
     */
    NDArray loss(B batch, long key, NDManager scope);

    /**
     * Called once at the end of each step, after the optimizer updated the parameters and before the arrays of the step are closed.
     *
     * @param rateFactor factor of the learning rate that the schedule gives for this step
     */
    default void moved(double rateFactor) {}

    /** Names of the metrics that {@link #validate} returns; empty if there is no validation. */
    default List<String> validationMetrics() {
        return List.of();
    }

    /**
     * Returns metrics on held-out examples. Called after each epoch and at the end if there are {@link #validationMetrics}. It must not
     * draw random numbers, since validation must not change the training.
     */
    default Map<String, Double> validate() {
        return Map.of();
    }

    /** Returns the arrays to save in a checkpoint besides the parameters, by name. They are the live arrays, not copies. */
    default Map<String, NDArray> state() {
        return Map.of();
    }

    @Override
    default void close() {}
}
