package io.winnow.datasets.truth;

/**
 * Each annotator is right with a probability of their own, and otherwise gives each other class with the same probability.
 *
 * @param right probability of the right class of each annotator (A)
 * @param classes K, at least 2
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record Accuracies(double[] right, int classes) implements ResponseModel {
    @Override
    public double probability(int item, int annotator, int label, int truth) {
        return label == truth ? right[annotator] : (1 - right[annotator]) / (classes - 1);
    }

    /** Returns the logarithm of how much more probable the class that an annotator names is than each other one. */
    static double logOdds(double right, int classes) {
        return Math.log(right) - Math.log((1 - right) / (classes - 1));
    }
}
