package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many examples of each given class are truly of another, from out-of-sample probabilities (Northcutt et al., "Confident learning",
 * JAIR 2021, sections 3.1 and 3.2). An example counts for the likeliest class among those whose probability reaches its threshold: the
 * mean probability of the class over the examples given to it.
 *
 * @param thresholds (K); NaN for a class that is nobody's given label
 * @param confidentClasses (N); -1 where no threshold is reached
 * @param joint (K, K) counts: given class by confident class
 * @param calibrated (K, K) the joint scaled so that each row sums to the number of examples of its given class
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record ConfidentLearning(double[] thresholds, int[] confidentClasses, int[][] joint, double[][] calibrated) {
    /** Of a mean that rounds up past its terms. */
    private static final double SLACK = 1e-9;

    /**
     * Estimates the joint.
     *
     * @param probabilities (N, K) from models that did not see the example
     * @param given (N) classes
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
                // Where no example of a class is confident, nothing speaks against its labels.
                calibrated[i][j] = sum > 0 ? (double) joint[i][j] / sum * counts[i] : i == j ? counts[i] : 0;
            }
        }
        return new ConfidentLearning(thresholds, confident, joint, calibrated);
    }

    /** How many labels are wrong, as estimated. */
    public double issues() {
        double sum = 0;
        for (int i = 0; i < calibrated.length; i++) {
            for (int j = 0; j < calibrated.length; j++) {
                sum += i == j ? 0 : calibrated[i][j];
            }
        }
        return sum;
    }

    /** The calibrated joint as counts: rounded in each row by largest remainders, ties to the lower column, which keeps the sum. */
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
     * Examples whose labels are probably wrong: for each pair of classes as many as the joint counts, those with the largest margin of
     * the other class over the given one ("prune by noise rate"); none whose likeliest class is the given one.
     *
     * @return (N)
     */
    public boolean[] flagged(double[][] probabilities, int[] given) {
        return flagged(probabilities, given, true);
    }

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
