package io.winnow.trainer.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How well numbers are predicted.
 *
 * @param meanAbsoluteError MAE, in the unit of the numbers
 * @param rootMeanSquaredError RMSE, in the unit of the numbers
 * @param determination R2, the coefficient of determination: 1 - sum of squared errors / sum of squared deviations from the mean; NaN if the
 *     true numbers are all the same
 * @param spearman Spearman's rank correlation, with mean ranks for ties; NaN if either side is all the same
 * @param known number of known numbers, which all figures are over
 */
public record NumberReport(
        double meanAbsoluteError, double rootMeanSquaredError, double determination, double spearman, int known)
        implements Report {
    /**
     * Compares predicted with true numbers.
     *
     * @param predicted (N)
     * @param truth (N); NaN where it is unknown. Such examples are left out
     */
    public static NumberReport of(double[] predicted, double[] truth) {
        if (predicted.length != truth.length) {
            throw new IllegalArgumentException(
                    predicted.length + " predictions do not belong to " + truth.length + " numbers.");
        }
        int[] rows = IntStream.range(0, truth.length)
                .filter(i -> !Double.isNaN(truth[i]))
                .toArray();
        double[] p = IntStream.of(rows).mapToDouble(i -> predicted[i]).toArray();
        double[] t = IntStream.of(rows).mapToDouble(i -> truth[i]).toArray();
        double absolute = 0;
        double squared = 0;
        for (int i = 0; i < rows.length; i++) {
            absolute += Math.abs(p[i] - t[i]);
            squared += Math.pow(p[i] - t[i], 2);
        }
        double spread = products(t, t);
        double[] rankP = Ranks.average(p);
        double[] rankT = Ranks.average(t);
        return new NumberReport(
                absolute / rows.length,
                Math.sqrt(squared / rows.length),
                spread == 0 ? Double.NaN : 1 - squared / spread,
                products(rankP, rankT) / Math.sqrt(products(rankP, rankP) * products(rankT, rankT)),
                rows.length);
    }

    /** Sum of the products of the deviations from the mean. */
    private static double products(double[] a, double[] b) {
        double meanA =
                IntStream.range(0, a.length).mapToDouble(i -> a[i]).average().orElse(Double.NaN);
        double meanB =
                IntStream.range(0, b.length).mapToDouble(i -> b[i]).average().orElse(Double.NaN);
        return IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - meanA) * (b[i] - meanB))
                .sum();
    }

    /** Returns the metrics by the names under which they are reported, without those that are undefined. */
    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("mae", meanAbsoluteError);
        metrics.put("rmse", rootMeanSquaredError);
        metrics.put("r2", determination);
        metrics.put("spearman", spearman);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }
}
