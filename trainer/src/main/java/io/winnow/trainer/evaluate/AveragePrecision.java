package io.winnow.trainer.evaluate;

import java.util.Arrays;

/** The area under the precision-recall curve, as a sum over the distinct scores (no interpolation); examples of one score count together. */
public final class AveragePrecision {
    private AveragePrecision() {}

    /**
     * Of one ranking.
     *
     * @param scores higher is more likely positive
     * @return in [0, 1]; NaN without a positive
     */
    public static double of(float[] scores, boolean[] positive) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Float.compare(scores[b], scores[a]));
        int total = 0;
        for (boolean value : positive) {
            total += value ? 1 : 0;
        }
        double sum = 0;
        int hits = 0;
        int counted = 0;
        for (int i = 0; i < order.length; ) {
            int end = i;
            int tied = 0;
            while (end < order.length && scores[order[end]] == scores[order[i]]) {
                tied += positive[order[end]] ? 1 : 0;
                end++;
            }
            hits += tied;
            counted = end;
            sum += (double) tied * hits / counted;
            i = end;
        }
        return total == 0 ? Double.NaN : sum / total;
    }

    /**
     * The mean over the classes that have a positive.
     *
     * @param scores (N, C) row-major
     * @param positives classes of each example
     */
    public static double mean(float[] scores, int[][] positives, int classes) {
        double sum = 0;
        int counted = 0;
        for (int c = 0; c < classes; c++) {
            float[] column = new float[positives.length];
            boolean[] positive = new boolean[positives.length];
            for (int i = 0; i < positives.length; i++) {
                column[i] = scores[i * classes + c];
                for (int p : positives[i]) {
                    positive[i] |= p == c;
                }
            }
            double precision = of(column, positive);
            if (!Double.isNaN(precision)) {
                sum += precision;
                counted++;
            }
        }
        return sum / counted;
    }
}
