package io.winnow.trainer.engine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.winnow.datasets.loader.Batch;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.run.NonFiniteException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * The steps of a training: gradients of the batches of a step, their checks, and the update of the parameters. Everything random is a function
 * of the seed and the step.
 *
 * @param lossScale present in float16 only
 */
record OptimizerStep<B extends Batch, S>(
        TrainingOptions options,
        TrainingContext context,
        Replicas<B, S> replicas,
        Optimizer optimizer,
        Optional<LossScale> lossScale) {
    /**
     * What a step gave.
     *
     * @param loss mean loss of its batches
     * @param gradientNorm global norm of the gradient; not finite if the update was skipped to halve the scale of the loss
     * @param examples number of examples
     * @param waited nanoseconds that the step waited for them
     * @param operations floating-point operations of the passes
     */
    record Outcome(double loss, double gradientNorm, int examples, long waited, double operations) {}

    /**
     * Performs a step.
     *
     * @param step number of the step, counted from 0
     * @param progress fraction of the training that is done, in [0, 1)
     * @param rateFactor factor of the learning rate
     * @throws NonFiniteException if the loss or the gradient is NaN or infinite; the parameters have not been updated by it
     */
    Outcome take(long step, double progress, double rateFactor, BatchSource.Batches<B> batches) {
        Engine.getInstance().setRandomSeed((int) CounterRandom.key(context.seed(), step));
        double scale = lossScale.map(LossScale::scale).orElse(1.0);
        try (Replicas<B, S>.Step work = replicas.begin(progress)) {
            Added added = added(step, batches, (batch, key) -> work.add(batch, key, scale / options.accumulate()));
            double loss;
            double norm;
            try (NDArray gradient = work.gradient()) {
                if (scale != 1) {
                    Optimizer.scale(gradient, 1 / scale);
                }
                float[] measures = Optimizer.measures(added.losses(), gradient);
                loss = measures[0] / scale;
                norm = measures[1];
                requireFinite("loss", loss, step, added.examples());
                if (!Double.isFinite(norm) && !lossScale.map(LossScale::canFall).orElse(false)) {
                    requireFinite("gradient_norm", norm, step, added.examples());
                }
                update(gradient, norm, rateFactor);
            }
            work.moved(rateFactor);
            return new Outcome(loss, norm, added.examples().length, added.waited(), work.operations());
        }
    }

    /**
     * Does the part of one worker of a step that all workers do together: gives its share of the gradient, and takes the updated weights.
     *
     * @param parts the parts of this worker of the batches
     * @param state the weights of this worker
     */
    void together(
            long step, double progress, double rateFactor, BatchParts<B> parts, RoundTeam team, SharedState state) {
        Engine.getInstance().setRandomSeed((int) CounterRandom.key(context.seed(), step));
        try (Replicas<B, S>.Step work = replicas.begin(progress)) {
            Added added = added(
                    step,
                    parts,
                    (part, key) -> work.addShare(part, key, 1.0 / options.accumulate(), parts.share(), team));
            work.gather(team);
            Map<String, float[]> own = new LinkedHashMap<>();
            float[] measures;
            try (NDArray gradient = work.gradient()) {
                measures = Optimizer.measures(added.losses(), gradient);
                own.put(RoundState.GRADIENT, gradient.toFloatArray());
            }
            requireFinite("loss", measures[0], step, added.examples());
            requireFinite("gradient_norm", measures[1], step, added.examples());
            NDArray statistics = replicas.first().parameters().statistics();
            if (statistics.size() > 0) {
                own.put(RoundState.STATISTICS, statistics.toFloatArray());
            }
            state.write(team.exchange(own, measures[0], added.examples().length, added.waited()));
            work.moved(rateFactor);
        }
    }

    /**
     * The batches of a step, whose gradients have been added.
     *
     * @param losses a number for each
     * @param examples indices of all examples
     * @param waited nanoseconds that the step waited for them
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Added(NDList losses, int[] examples, long waited) {}

    /** Adds the gradients of the batches of a step, of which {@code gradient} gets each with the key of its random draws. */
    private Added added(long step, BatchSource.Batches<B> batches, BiFunction<B, Long, NDArray> gradient) {
        NDList losses = new NDList();
        int[] examples = new int[0];
        long waited = 0;
        for (int i = 0; i < options.accumulate(); i++) {
            try (B batch = batches.next()) {
                waited += batch.waitNanos();
                examples = IntStream.concat(IntStream.of(examples), IntStream.of(batch.indices()))
                        .toArray();
                losses.add(gradient.apply(batch, CounterRandom.key(context.seed(), step, i)));
            }
        }
        return new Added(losses, examples, waited);
    }

    /** Updates the parameters of the first objective, unless the norm of the gradient is not finite. */
    void update(NDArray gradient, double norm, double rateFactor) {
        if (!Double.isFinite(norm)) {
            lossScale.ifPresent(LossScale::stepSkipped);
            return;
        }
        options.clipNorm().filter(limit -> norm > limit).ifPresent(limit -> Optimizer.scale(gradient, limit / norm));
        optimizer.step(gradient, rateFactor, replicas.first()::trains);
        lossScale.ifPresent(LossScale::stepTaken);
    }

    private void requireFinite(String metric, double value, long step, int[] examples) {
        if (!Double.isFinite(value)) {
            throw new NonFiniteException(context.stage(), metric, value, step, examples);
        }
    }
}
