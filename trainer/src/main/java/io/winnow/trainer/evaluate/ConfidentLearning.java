package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Confident learning (Northcutt et al., "Confident learning", JAIR 2021, sections 3.1 and 3.2): estimates from out-of-sample probabilities
 * how many examples of each given class truly belong to each other class. The threshold of a class is its mean probability over the
 * examples with this given label. An example is counted for the most probable class among those whose probability reaches the threshold of
 * the class; this is its confident class.
 *
 * @param thresholds threshold of each class (K); NaN for a class that no example is given
 * @param confidentClasses confident class of each example (N); -1 if no threshold is reached
 * @param joint confident joint (K, K): number of examples for each pair of given class (row) and confident class (column)
 * @param calibrated calibrated joint (K, K): each row is scaled to sum to the number of examples with its given class
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record ConfidentLearning(double[] thresholds, int[] confidentClasses, int[][] joint, double[][] calibrated) {
    /** Tolerance of comparisons, because a mean may be rounded to a value slightly above all of its terms. */
    private static final double SLACK = 1e-9;

    /**
     * Estimates the joint distribution of given and true classes.
     *
     * @param probabilities (N, K); the probabilities of an example must come from a model that was not trained on it
     * @param given given class of each example (N)
     * @param classes K
     */
    public static ConfidentLearning of(double[][] probabilities, int[] given, int classes) {
        int[] counts = new int[classes];
        double[] thresholds = new double[classes];
        for (int i = 0; i < given.length; i++) {
            counts[given[i]]++;
            thresholds[given[i]] += probabilities[i][given[i]];
        }
        Arrays.setAll(thresholds, k -> thresholds[k] / counts[k]);
        int[] confident = new int[given.length];
        int[][] joint = new int[classes][classes];
        for (int i = 0; i < given.length; i++) {
            confident[i] = -1;
            for (int k = 0; k < classes; k++) {
                boolean reached = probabilities[i][k] >= thresholds[k] - SLACK;
                if (reached && (confident[i] < 0 || probabilities[i][k] > probabilities[i][confident[i]])) {
                    confident[i] = k;
                }
            }
            if (confident[i] >= 0) {
                joint[given[i]][confident[i]]++;
            }
        }
        double[][] calibrated = new double[classes][classes];
        for (int i = 0; i < classes; i++) {
            int sum = Arrays.stream(joint[i]).sum();
            for (int j = 0; j < classes; j++) {
                // If no example of a class has a confident class, there is no evidence against its labels.
                calibrated[i][j] = sum > 0 ? (double) joint[i][j] / sum * counts[i] : i == j ? counts[i] : 0;
            }
        }
        return new ConfidentLearning(thresholds, confident, joint, calibrated);
    }

    /** Returns the estimated number of wrong labels. */
    public double issues() {
        double sum = 0;
        for (int i = 0; i < calibrated.length; i++) {
            for (int j = 0; j < calibrated.length; j++) {
                sum += i == j ? 0 : calibrated[i][j];
            }
        }
        return sum;
    }

    /**
     * Returns the calibrated joint rounded to integers by the largest remainder method, which preserves the sum of each row. Of equal
     * remainders, the one in the lower column is rounded up first.
     */
    int[][] pruneCounts() {
        int[][] counts = new int[calibrated.length][];
        for (int i = 0; i < counts.length; i++) {
            double[] row = calibrated[i];
            int[] rounded = Arrays.stream(row)
                    .mapToInt(value -> (int) Math.floor(value + SLACK))
                    .toArray();
            long rest = Math.round(Arrays.stream(row).sum())
                    - Arrays.stream(rounded).sum();
            IntStream.range(0, row.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer j) -> -Math.rint((row[j] - rounded[j]) / SLACK)))
                    .limit(rest)
                    .forEach(j -> rounded[j]++);
            counts[i] = rounded;
        }
        return counts;
    }

    /**
     * Flags the examples whose labels are probably wrong ("prune by noise rate"). For each pair of a given class and another class, as many
     * examples are flagged as the calibrated joint counts, namely those with the largest margin of the other class over the given one. An
     * example whose most probable class is the given one is never flagged.
     *
     * @param probabilities (N, K)
     * @param given given class of each example (N)
     * @return whether each example is flagged (N)
     */
    public boolean[] flagged(double[][] probabilities, int[] given) {
        return flagged(probabilities, given, true);
    }

    /** @param guarded whether to exempt examples whose most probable class is the given one */
    boolean[] flagged(double[][] probabilities, int[] given, boolean guarded) {
        boolean[] flagged = new boolean[given.length];
        int[][] counts = pruneCounts();
        for (int i = 0; i < counts.length; i++) {
            int own = i;
            List<Integer> members = IntStream.range(0, given.length)
                    .filter(row -> given[row] == own)
                    .boxed()
                    .toList();
            for (int j = 0; j < counts.length; j++) {
                int other = j;
                if (other != own) {
                    members.stream()
                            .sorted(Comparator.comparingDouble(
                                    row -> probabilities[row][own] - probabilities[row][other]))
                            .limit(counts[own][other])
                            .forEach(row -> flagged[row] = true);
                }
            }
        }
        for (int row = 0; guarded && row < given.length; row++) {
            flagged[row] &= argmax(probabilities[row]) != given[row];
        }
        return flagged;
    }

    private static int argmax(double[] row) {
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }
}
