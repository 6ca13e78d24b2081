package io.winnow.trainer.audit;

import io.winnow.datasets.numeric.Lbfgs;
import io.winnow.trainer.run.StopSignal;
import java.util.stream.IntStream;

/**
 * How the probability that a class is listed depends on the number of other classes that the example has. Where most examples have one
 * class, an example without any is likely to lack one, and an example with one is unlikely to lack another. This is learned from the given
 * labels: a logistic regression on the log-odds of the probability, whether there is no other class, the product of both, and whether there
 * are two or more.
 */
final class OtherLabels {
    private static final double EDGE = 1e-5;
    private static final int FEATURES = 5;
    private static final int MAX_ITERATIONS = 200;
    private static final double TOLERANCE = 1e-10;

    /** Strength of the penalty on the weights, which keeps them finite where one of them has no effect. */
    private static final double PENALTY = 1;

    private final double[] weights;

    private OtherLabels(double[] weights) {
        this.weights = weights;
    }

    /**
     * Returns the probabilities (N * C) in view of the other classes of each example.
     *
     * @param probabilities probability of each pair of an example and a class (N * C), without its own label
     * @param listed listed classes of each example (N)
     */
    static float[] applied(float[] probabilities, int[][] listed) {
        int classes = probabilities.length / listed.length;
        boolean[] positive = new boolean[probabilities.length];
        IntStream.range(0, listed.length).forEach(i -> {
            for (int c : listed[i]) {
                positive[i * classes + c] = true;
            }
        });
        OtherLabels fitted = fit(probabilities, positive, listed, classes);
        float[] applied = new float[probabilities.length];
        double[] features = new double[FEATURES];
        for (int i = 0; i < applied.length; i++) {
            features(probabilities[i], others(listed[i / classes].length, positive[i]), features);
            applied[i] = (float) logistic(fitted.logit(features));
        }
        return applied;
    }

    private static OtherLabels fit(float[] probabilities, boolean[] positive, int[][] listed, int classes) {
        double[] start = {0, 1, 0, 0, 0};
        double[] features = new double[FEATURES];
        Lbfgs.Function loss = (weights, gradient) -> {
            StopSignal.poll();
            OtherLabels now = new OtherLabels(weights);
            double sum = 0;
            for (int j = 0; j < FEATURES; j++) {
                gradient[j] = PENALTY * weights[j] / probabilities.length;
                sum += PENALTY / 2 * weights[j] * weights[j];
            }
            for (int i = 0; i < probabilities.length; i++) {
                features(probabilities[i], others(listed[i / classes].length, positive[i]), features);
                double logit = now.logit(features);
                sum += Math.max(logit, 0) - (positive[i] ? logit : 0) + Math.log1p(Math.exp(-Math.abs(logit)));
                double error = (logistic(logit) - (positive[i] ? 1 : 0)) / probabilities.length;
                for (int j = 0; j < FEATURES; j++) {
                    gradient[j] += error * features[j];
                }
            }
            return sum / probabilities.length;
        };
        return new OtherLabels(
                Lbfgs.minimise(loss, start, MAX_ITERATIONS, TOLERANCE).x());
    }

    private static int others(int listed, boolean own) {
        return listed - (own ? 1 : 0);
    }

    private static void features(double probability, int others, double[] features) {
        double inner = Math.max(EDGE, Math.min(1 - EDGE, probability));
        double logOdds = Math.log(inner / (1 - inner));
        features[0] = 1;
        features[1] = logOdds;
        features[2] = others == 0 ? 1 : 0;
        features[3] = others == 0 ? logOdds : 0;
        features[4] = others > 1 ? 1 : 0;
    }

    private double logit(double[] features) {
        double sum = 0;
        for (int j = 0; j < FEATURES; j++) {
            sum += weights[j] * features[j];
        }
        return sum;
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
