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
     */
    record Outcome(double loss, double gradientNorm, int examples, long waited) {}

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
        long waited = 0;
        int[] examples = new int[0];
        double scale = lossScale.map(LossScale::scale).orElse(1.0);
        try (Replicas<B, S>.Step work = replicas.begin(progress)) {
            NDList losses = new NDList();
            for (int i = 0; i < options.accumulate(); i++) {
                try (B batch = batches.next()) {
                    waited += batch.waitNanos();
                    examples = IntStream.concat(IntStream.of(examples), IntStream.of(batch.indices()))
                            .toArray();
                    losses.add(
                            work.add(batch, CounterRandom.key(context.seed(), step, i), scale / options.accumulate()));
                }
            }
            double loss;
            double norm;
            try (NDArray gradient = work.gradient()) {
                if (scale != 1) {
                    Optimizer.scale(gradient, 1 / scale);
                }
                float[] measures = Optimizer.measures(losses, gradient);
                loss = measures[0] / scale;
                norm = measures[1];
                requireFinite("loss", loss, step, examples);
                if (!Double.isFinite(norm) && !lossScale.map(LossScale::canFall).orElse(false)) {
                    requireFinite("gradient_norm", norm, step, examples);
                }
                update(gradient, norm, rateFactor);
            }
            work.moved(rateFactor);
            return new Outcome(loss, norm, examples.length, waited);
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
        long waited = 0;
        int[] examples = new int[0];
        try (Replicas<B, S>.Step work = replicas.begin(progress)) {
            NDList losses = new NDList();
            for (int i = 0; i < options.accumulate(); i++) {
                try (B part = parts.next()) {
                    waited += part.waitNanos();
                    examples = IntStream.concat(IntStream.of(examples), IntStream.of(part.indices()))
                            .toArray();
                    losses.add(work.addShare(
                            part,
                            CounterRandom.key(context.seed(), step, i),
                            1.0 / options.accumulate(),
                            parts.share(),
                            team));
                }
            }
            work.gather(team);
            Map<String, float[]> own = new LinkedHashMap<>();
            float[] measures;
            try (NDArray gradient = work.gradient()) {
                measures = Optimizer.measures(losses, gradient);
                own.put(RoundState.GRADIENT, gradient.toFloatArray());
            }
            requireFinite("loss", measures[0], step, examples);
            requireFinite("gradient_norm", measures[1], step, examples);
            NDArray statistics = replicas.first().parameters().statistics();
            if (statistics.size() > 0) {
                own.put(RoundState.STATISTICS, statistics.toFloatArray());
            }
            state.write(team.exchange(own, measures[0], examples.length, waited));
            work.moved(rateFactor);
        }
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
