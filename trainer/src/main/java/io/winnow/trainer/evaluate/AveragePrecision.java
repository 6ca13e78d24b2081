package io.winnow.trainer.evaluate;

import java.util.Arrays;

/**
 * Average precision (AP): the area under the precision-recall curve, as a sum over distinct scores without interpolation. Examples with
 * equal scores are counted together.
 */
public final class AveragePrecision {
    private AveragePrecision() {}

    /**
     * Returns the average precision of one ranking.
     *
     * @param scores score of each example (N); positives should have higher scores
     * @param positive whether each example is positive (N)
     * @return in [0, 1]; NaN if there is no positive example
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
     * Returns the mean average precision (mAP) over the classes that have a positive example.
     *
     * @param scores (N, C) in row-major order
     * @param positives classes of each example (N, any number)
     * @param classes C
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
