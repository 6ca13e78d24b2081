package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;

/** The area under the ROC curve: the probability that a positive scores above a negative, ties counting one half (Mann-Whitney). */
public final class RocAuc {
    private RocAuc() {}

    /**
     * Of one ranking.
     *
     * @param scores higher is more likely positive
     * @return in [0, 1]; NaN without a positive, or without a negative
     */
    public static double of(double[] scores, boolean[] positive) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        double positives = 0;
        double rankSum = 0;
        for (int i = 0; i < order.length; ) {
            int end = i;
            int tied = 0;
            while (end < order.length && scores[order[end]] == scores[order[i]]) {
                tied += positive[order[end]] ? 1 : 0;
                end++;
            }
            rankSum += tied * (i + 1 + end) / 2.0;
            positives += tied;
            i = end;
        }
        return (rankSum - positives * (positives + 1) / 2) / (positives * (order.length - positives));
    }
}
