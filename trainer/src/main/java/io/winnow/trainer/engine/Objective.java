package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.compiled.NetworkPass;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a method contributes to the training loop: the loss of a batch, and any state besides the parameters. What an objective learns of a
 * batch in {@link #loss} and needs later in the step is returned, and given back to it; between calls it holds only what {@link #state}
 * saves.
 *
 * @param <B> type of the batches
 * @param <S> type of what is kept of a batch until the end of the step; {@link Void} for nothing
 */
public interface Objective<B extends Batch, S> extends TrainingPhases, AutoCloseable {
    /** The parameters that the optimizer updates. */
    ParameterArena parameters();

    /** Which parts of the network are trained when; the methods of {@link TrainingPhases} follow it. By default, all of it always is. */
    default TrainingPhases phases() {
        return new TrainingPhases() {};
    }

    @Override
    default List<NetworkPass> passes() {
        return phases().passes();
    }

    @Override
    default void prepare(Horizon horizon) {
        phases().prepare(horizon);
    }

    @Override
    default void begin(double progress) {
        phases().begin(progress);
    }

    @Override
    default double allTrainFrom() {
        return phases().allTrainFrom();
    }

    @Override
    default boolean trains(ParameterLayout.Segment segment) {
        return phases().trains(segment);
    }

    /**
     * Computes the mean loss of a batch, recorded for a backward pass.
     *
     * @param batch stays open until the backward pass is done
     * @param key key of all random draws for this batch: the same key gives the same draws
     * @param progress fraction of the training that was done at the start of this step, in [0, 1)
     * @param scope closes all arrays of this step
     */
    BatchLoss<S> loss(B batch, long key, double progress, NDManager scope);

    /**
     * Called after the backward pass of each batch. An objective with parameters of its own, which the optimizer does not update, adds the
     * gradients of this batch to theirs.
     */
    default void collect(S kept) {}

    /**
     * Forgets what was collected in a step that is left before its end. Only workers that do each step together ({@link
     * OuterOptions.Synchronous}) leave one and train on: they do the round again if one of them is lost.
     */
    default void abandon() {}

    /**
     * Called once at the end of each step, after the optimizer updated the parameters and before the arrays of the step are closed.
     *
     * @param kept what {@link #loss} kept of each batch of the step, in the order of the batches
     * @param rateFactor factor of the learning rate that the schedule gives for this step
     */
    default void moved(List<S> kept, double rateFactor) {}

    /** Names of the metrics that {@link #validate} may return; empty if there is no validation. */
    default List<String> validationMetrics() {
        return List.of();
    }

    /**
     * Returns metrics on held-out examples, without those that are undefined. Called after each epoch and at the end if there are {@link
     * #validationMetrics}. It must not draw random numbers, since validation must not change the training.
     *
     * @param weights the parameters that would be the result if the training ended now: those of this objective, or their moving average
     */
    default Map<String, Double> validate(ParameterArena weights) {
        return Map.of();
    }

    /** Returns the arrays to save in a checkpoint besides the parameters, by name. They are the live arrays, not copies. */
    default Map<String, NDArray> state() {
        return Map.of();
    }

    /**
     * Names of the arrays of {@link #state} that several workers average after each round as they average the parameters, all of float32. The
     * others stay with their worker. By default it is not known which they are, and several workers cannot train an objective that has a
     * state.
     */
    default Optional<Set<String>> averagedState() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
