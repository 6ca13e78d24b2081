package io.winnow.trainer.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well ordered levels 0 .. K-1 are predicted.
 *
 * @param kappa quadratic weighted kappa (QWK; Cohen 1968): 1 - sum w O / sum w E, where O counts the pairs of true and predicted level, E is
 *     what O would be if they were independent, and {@code w = (i - j)^2 / (K - 1)^2}; NaN if all levels, true and predicted, are the same
 * @param meanAbsoluteError mean distance between the true and the predicted level, in levels
 * @param accuracy share of the examples whose level is predicted exactly
 */
public record OrdinalReport(double kappa, double meanAbsoluteError, double accuracy) implements Report {
    /**
     * Compares predicted with true levels.
     *
     * @param predicted (N), each in [0, levels)
     * @param truth (N), each in [0, levels)
     * @param levels K, at least 2
     */
    public static OrdinalReport of(int[] predicted, int[] truth, int levels) {
        if (predicted.length != truth.length || truth.length == 0) {
            throw new IllegalArgumentException(
                    predicted.length + " predicted levels do not belong to " + truth.length + " true ones.");
        }
        double[] byTruth = new double[levels];
        double[] byPrediction = new double[levels];
        double observed = 0;
        double distance = 0;
        double right = 0;
        for (int i = 0; i < truth.length; i++) {
            byTruth[truth[i]]++;
            byPrediction[predicted[i]]++;
            observed += square(truth[i] - predicted[i]);
            distance += Math.abs(truth[i] - predicted[i]);
            right += truth[i] == predicted[i] ? 1 : 0;
        }
        double expected = 0;
        for (int i = 0; i < levels; i++) {
            for (int j = 0; j < levels; j++) {
                expected += square(i - j) * byTruth[i] * byPrediction[j];
            }
        }
        // The factor 1 / (K - 1)^2 of all weights cancels out.
        double kappa = expected == 0 ? Double.NaN : 1 - observed * truth.length / expected;
        return new OrdinalReport(kappa, distance / truth.length, right / truth.length);
    }

    private static double square(double x) {
        return x * x;
    }

    /** Returns the metrics by the names under which they are reported, without those that are undefined. */
    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("qwk", kappa);
        metrics.put("mae", meanAbsoluteError);
        metrics.put("accuracy", accuracy);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }
}
