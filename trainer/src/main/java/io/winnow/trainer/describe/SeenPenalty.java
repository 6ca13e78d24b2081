package io.winnow.trainer.describe;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The accuracy on classes with and without examples when a penalty is subtracted from the scores of those with examples, which win by habit
 * (calibrated stacking, Chao et al., ECCV 2016). Both are means over classes.
 *
 * @param penalty the penalty c
 * @param seen accuracy on the classes with examples
 * @param unseen accuracy on the others
 * @param harmonic their harmonic mean, 0 if one of them is
 */
record SeenPenalty(double penalty, double seen, double unseen, double harmonic) {
    /**
     * Judges scores.
     *
     * @param scores scores of all classes (N, K); of equal ones, the class with the smaller number wins
     * @param truth class of each example (N)
     * @param seen whether each class has examples (K)
     */
    static SeenPenalty of(double[][] scores, int[] truth, boolean[] seen, double penalty) {
        int[] predicted = predicted(scores, seen, penalty);
        double[] right = new double[seen.length];
        int[] all = new int[seen.length];
        for (int n = 0; n < truth.length; n++) {
            all[truth[n]]++;
            right[truth[n]] += predicted[n] == truth[n] ? 1 : 0;
        }
        double first = mean(right, all, seen, true);
        double second = mean(right, all, seen, false);
        double sum = first + second;
        return new SeenPenalty(penalty, first, second, sum > 0 ? 2 * first * second / sum : 0);
    }

    /** Returns the class of each example (N) with the largest score after the penalty. */
    static int[] predicted(double[][] scores, boolean[] seen, double penalty) {
        return Arrays.stream(scores)
                .mapToInt(row -> {
                    int best = 0;
                    for (int k = 1; k < row.length; k++) {
                        double own = row[k] - (seen[k] ? penalty : 0);
                        double other = row[best] - (seen[best] ? penalty : 0);
                        best = own > other ? k : best;
                    }
                    return best;
                })
                .toArray();
    }

    /** The mean accuracy over the classes of one kind that occur; NaN if there are none. */
    private static double mean(double[] right, int[] all, boolean[] seen, boolean kind) {
        return IntStream.range(0, seen.length)
                .filter(k -> seen[k] == kind && all[k] > 0)
                .mapToDouble(k -> right[k] / all[k])
                .average()
                .orElse(Double.NaN);
    }
}
