package io.winnow.trainer.evaluate;

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
        double[] ranks = Ranks.average(scores);
        double positives = 0;
        double rankSum = 0;
        for (int i = 0; i < ranks.length; i++) {
            positives += positive[i] ? 1 : 0;
            rankSum += positive[i] ? ranks[i] : 0;
        }
        return (rankSum - positives * (positives + 1) / 2) / (positives * (ranks.length - positives));
    }
}
