package io.winnow.datasets.label;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;

/**
 * Simulated answers to the question which class an example does not have (complementary labels), as functions of the true class. Transition
 * matrices Q have shape (K, K): rows are true classes, columns are excluded classes, and each row sums to 1.
 */
public final class Exclusions {
    private static final double[] WEAK = {0.15, 0.1, 0.25 / 3};
    private static final double[] STRONG = {0.25, 0.08, 0.01 / 3};

    private Exclusions() {}

    /** How much more often some classes are excluded than others. */
    public enum Bias {
        /** Three thirds of the other classes, with 0.15, 0.1 and 0.083 for each if there are ten classes. */
        WEAK,
        /** Three thirds of the other classes, with 0.25, 0.08 and 0.003 for each if there are ten classes. */
        STRONG
    }

    /** Returns the matrix of answers that exclude each of the other classes equally often. */
    public static double[][] uniform(int classes) {
        requireClasses(classes);
        double[][] q = new double[classes][classes];
        for (int k = 0; k < classes; k++) {
            Arrays.fill(q[k], 1.0 / (classes - 1));
            q[k][k] = 0;
        }
        return q;
    }

    /** Returns a matrix in which the other classes of each class, in a random order, are divided into thirds that are excluded unequally often. */
    public static double[][] biased(Bias bias, int classes, long seed) {
        requireClasses(classes);
        double[] levels = bias == Bias.WEAK ? WEAK : STRONG;
        double[][] q = new double[classes][classes];
        for (int k = 0; k < classes; k++) {
            int[] order = Permutation.of(classes - 1, seed, LabelStreams.EXCLUSION_BIAS, k);
            double sum = 0;
            for (int i = 0; i < order.length; i++) {
                sum += levels[3 * i / order.length];
            }
            for (int i = 0; i < order.length; i++) {
                int other = order[i] < k ? order[i] : order[i] + 1;
                q[k][other] = levels[3 * i / order.length] / sum;
            }
        }
        return q;
    }

    /** Returns the matrix of answers of which a share excludes the true class: {@code (1 - share) Q + share I}. */
    public static double[][] withWrong(double[][] q, double share) {
        double[][] noisy = new double[q.length][q.length];
        for (int k = 0; k < q.length; k++) {
            for (int j = 0; j < q.length; j++) {
                noisy[k][j] = (1 - share) * q[k][j] + (k == j ? share : 0);
            }
        }
        return noisy;
    }

    /**
     * Draws several different classes for each example from the row of its class.
     *
     * @param classes true classes (N)
     * @param q transition matrix (K, K)
     * @param perExample number of answers for an example, at most the number of classes with a probability above 0 in each row
     */
    public static int[][] draw(int[] classes, double[][] q, int perExample, long... keys) {
        long key = CounterRandom.key(CounterRandom.key(keys), LabelStreams.EXCLUSIONS);
        int[][] excluded = new int[classes.length][perExample];
        for (int i = 0; i < classes.length; i++) {
            CounterRandom random = CounterRandom.of(key, i);
            double[] left = q[classes[i]].clone();
            double sum = 1;
            for (int n = 0; n < perExample; n++) {
                excluded[i][n] = LabelNoise.draw(left, random.nextDouble() * sum);
                left[excluded[i][n]] = 0;
                sum = Arrays.stream(left).sum();
            }
        }
        return excluded;
    }

    /**
     * Draws answers as people gave them who were shown {@value #SHOWN} classes at random and asked for one that is wrong. If the true class is
     * among them, it is chosen with a probability such that a share of all answers is wrong; otherwise one of the other classes that are shown
     * is, in proportion to how much people like to exclude it. Answers for one example may be equal.
     *
     * @param classes true classes (N)
     * @param liking how much each class is liked to be excluded (K), at least 4 classes
     * @param wrong share of wrong answers, at most 4 / K
     */
    public static int[][] shown(int[] classes, double[] liking, double wrong, int perExample, long... keys) {
        long key = CounterRandom.key(CounterRandom.key(keys), LabelStreams.EXCLUSIONS);
        double slip = wrong * liking.length / SHOWN;
        int[][] excluded = new int[classes.length][perExample];
        for (int i = 0; i < classes.length; i++) {
            for (int n = 0; n < perExample; n++) {
                CounterRandom random = CounterRandom.of(key, i, n);
                double[] left = new double[liking.length];
                boolean own = false;
                int[] order = Permutation.of(liking.length, key, i, n);
                for (int s = 0; s < SHOWN; s++) {
                    own |= order[s] == classes[i];
                    left[order[s]] = order[s] == classes[i] ? 0 : liking[order[s]];
                }
                boolean slips = own && random.nextDouble() < slip;
                excluded[i][n] = slips
                        ? classes[i]
                        : LabelNoise.draw(
                                left, random.nextDouble() * Arrays.stream(left).sum());
            }
        }
        return excluded;
    }

    /** Number of classes that people are shown, see {@link #shown}. */
    public static final int SHOWN = 4;

    /** Draws how much each class is liked to be excluded (K), from a symmetric Dirichlet distribution; the smaller its concentration, the less alike. */
    public static double[] liking(int classes, int concentration, long seed) {
        double[] weights = new double[classes];
        for (int k = 0; k < classes; k++) {
            CounterRandom random = CounterRandom.of(seed, LabelStreams.EXCLUSION_BIAS, k);
            // A gamma variable of a whole shape is a sum of exponential ones.
            for (int n = 0; n < concentration; n++) {
                weights[k] -= Math.log(1 - random.nextDouble());
            }
        }
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(each -> each / sum).toArray();
    }

    /** Returns the classes of some examples, drawn at random, and {@link GivenNames#NONE} for all others (N). */
    public static int[] trusted(int[] classes, int count, long... keys) {
        int[] known = new int[classes.length];
        Arrays.fill(known, GivenNames.NONE);
        int[] order = Permutation.of(classes.length, CounterRandom.key(keys), LabelStreams.TRUSTED);
        for (int i = 0; i < Math.min(count, order.length); i++) {
            known[order[i]] = classes[order[i]];
        }
        return known;
    }

    private static void requireClasses(int classes) {
        if (classes < 2) {
            throw new IllegalArgumentException("Excluding classes needs at least two classes, found " + classes + ".");
        }
    }
}
