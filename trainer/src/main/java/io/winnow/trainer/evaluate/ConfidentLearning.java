package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;
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
     * @param probabilities (N * K), row-major; the probabilities of an example must come from a model that was not trained on it
     * @param given given class of each example (N)
     * @param classes K
     */
    public static ConfidentLearning of(double[] probabilities, int[] given, int classes) {
        int[] counts = new int[classes];
        double[] thresholds = new double[classes];
        for (int i = 0; i < given.length; i++) {
            counts[given[i]]++;
            thresholds[given[i]] += probabilities[i * classes + given[i]];
        }
        Arrays.setAll(thresholds, k -> thresholds[k] / counts[k]);
        int[] confident = new int[given.length];
        int[][] joint = new int[classes][classes];
        for (int i = 0; i < given.length; i++) {
            confident[i] = -1;
            for (int k = 0; k < classes; k++) {
                double own = probabilities[i * classes + k];
                boolean reached = own >= thresholds[k] - SLACK;
                if (reached && (confident[i] < 0 || own > probabilities[i * classes + confident[i]])) {
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
     * @param probabilities (N * K), row-major
     * @param given given class of each example (N)
     * @return whether each example is flagged (N)
     */
    public boolean[] flagged(double[] probabilities, int[] given) {
        return flagged(probabilities, given, true);
    }

    /** @param guarded whether to exempt examples whose most probable class is the given one */
    boolean[] flagged(double[] probabilities, int[] given, boolean guarded) {
        boolean[] flagged = new boolean[given.length];
        int[][] counts = pruneCounts();
        int classes = counts.length;
        int[][] members = members(given, classes);
        for (int own = 0; own < classes; own++) {
            for (int other = 0; other < classes; other++) {
                if (other != own && counts[own][other] > 0) {
                    flag(probabilities, members[own], own, other, counts[own][other], flagged);
                }
            }
        }
        for (int row = 0; guarded && row < given.length; row++) {
            flagged[row] &= Ranks.largest(probabilities, row * classes, classes) != given[row];
        }
        return flagged;
    }

    /** Flags {@code count} of the rows: those with the smallest margin of their own class, and of equal ones the lower row. */
    private void flag(double[] probabilities, int[] rows, int own, int other, int count, boolean[] flagged) {
        int classes = calibrated.length;
        double[] margins = IntStream.of(rows)
                .mapToDouble(row -> probabilities[row * classes + own] - probabilities[row * classes + other])
                .toArray();
        double[] sorted = margins.clone();
        Arrays.sort(sorted);
        double last = sorted[Math.min(count, sorted.length) - 1];
        long level =
                count - Arrays.stream(margins).filter(margin -> margin < last).count();
        for (int i = 0; i < rows.length; i++) {
            if (margins[i] < last || (margins[i] == last && level-- > 0)) {
                flagged[rows[i]] = true;
            }
        }
    }

    private static int[][] members(int[] given, int classes) {
        int[] counts = new int[classes];
        for (int k : given) {
            counts[k]++;
        }
        int[][] members = IntStream.of(counts).mapToObj(int[]::new).toArray(int[][]::new);
        for (int row = given.length - 1; row >= 0; row--) {
            members[given[row]][--counts[given[row]]] = row;
        }
        return members;
    }
}
