package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Area under the ROC curve (AUROC): the probability that a positive example has a higher score than a negative one, where a tie counts as
 * one half (Mann-Whitney U statistic).
 */
public final class RocAuc {
    private RocAuc() {}

    /**
     * Returns the area under the ROC curve of one ranking.
     *
     * @param scores score of each example (N); positives should have higher scores
     * @param positive whether each example is positive (N)
     * @return in [0, 1]; NaN if there is no positive or no negative example
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
