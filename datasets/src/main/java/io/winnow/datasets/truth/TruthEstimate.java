package io.winnow.datasets.truth;

import java.util.Arrays;

/**
 * What a method has inferred.
 *
 * @param posterior q: probability of each class of each item, of shape (N, K)
 * @param model how the annotators answer, as the method sees it
 * @param rounds number of rounds that were computed
 * @param settled whether the method ended because its estimates no longer moved, rather than at its largest number of rounds
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record TruthEstimate(double[][] posterior, AnnotatorModel model, int rounds, boolean settled) {
    /** Differences of probabilities below this are rounding errors. */
    static final double ROUNDING = 1e-12;

    /** Returns the most probable class of an item; of several that are equally probable up to rounding errors, the first one. */
    public int label(int item) {
        double[] own = posterior[item];
        double least = confidence(item) - ROUNDING;
        int first = 0;
        while (own[first] < least) {
            first++;
        }
        return first;
    }

    /** Returns the probability of the most probable class. */
    public double confidence(int item) {
        double most = 0;
        for (double own : posterior[item]) {
            most = Math.max(most, own);
        }
        return most;
    }

    /** Returns the number of classes that share the largest probability, up to rounding errors; 1 unless there is a tie. */
    public int tied(int item) {
        double most = confidence(item);
        return (int) Arrays.stream(posterior[item])
                .filter(own -> own >= most - ROUNDING)
                .count();
    }

    /** Returns the entropy of an item's probabilities in nats: 0 if its class is certain, log K if all classes are equally probable. */
    public double entropy(int item) {
        double entropy = 0;
        for (double own : posterior[item]) {
            entropy -= own > 0 ? own * Math.log(own) : 0;
        }
        return entropy;
    }
}
