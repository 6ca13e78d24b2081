package io.winnow.trainer.engine;

import io.winnow.datasets.loader.Batch;
import io.winnow.trainer.run.NonFiniteException;
import io.winnow.trainer.run.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The learning-rate range test (Smith, "Cyclical Learning Rates for Training Neural Networks", arXiv 1506.01186, section 3.3): a few steps
 * with a learning rate that grows exponentially. It takes the place of a training.
 *
 * @param stage name of the stage whose training is tested; empty for the first stage that trains
 */
public record RateRangeTest(Optional<String> stage) {
    static final double LOWEST = 1e-7;
    static final double HIGHEST = 10;
    static final int STEPS = 100;

    /** The test ends when the smoothed loss is this many times its lowest value. */
    private static final double DIVERGED = 4;

    /** Whether the training of a stage is tested; those of earlier stages run as usual. */
    boolean tests(TrainingContext context) {
        return stage.isEmpty() || context.stage().endsWith("-" + stage.get());
    }

    /** Returns the learning rate of a step, counted from 0. */
    static double rate(int step) {
        return LOWEST * Math.pow(HIGHEST / LOWEST, (double) step / (STEPS - 1));
    }

    /**
     * Runs the test with the model and the optimizer of a training, both of which are of no use afterwards.
     *
     * @param base learning rate of the options, of which the steps take multiples
     */
    <B extends Batch, S> RateCurve run(
            OptimizerStep<B, S> steps, double base, TrainingContext context, BatchSource<B> source) {
        List<RateCurve.Point> points = new ArrayList<>();
        double lowest = Double.POSITIVE_INFINITY;
        // While the head alone is trained, rates do no harm at which all layers would diverge later.
        double progress = steps.replicas().first().allTrainFrom();
        try (Progress.Task task = context.progress().start(context.stage() + " range test", "steps", 0, STEPS);
                BatchSource.Batches<B> batches = source.from(context.seed(), 0)) {
            for (int step = 0; step < STEPS; step++) {
                context.stop().check();
                double loss;
                try {
                    loss = steps.take(step, progress, rate(step) / base, batches)
                            .loss();
                } catch (NonFiniteException diverged) {
                    break;
                }
                RateCurve.Point point = RateCurve.next(points, rate(step), loss);
                points.add(point);
                lowest = Math.min(lowest, point.smoothed());
                task.at(step + 1, String.format(Locale.ROOT, "rate %.1e, loss %.4f", point.rate(), loss));
                // Losses below 0 have no multiples that are larger.
                if (point.smoothed() > DIVERGED * Math.abs(lowest)) {
                    break;
                }
            }
        }
        return new RateCurve(context.stage(), points);
    }
}
