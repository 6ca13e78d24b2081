package io.winnow.datasets.label;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;

/** Models of simulated label noise: the probabilities with which an example of each class is given each other class. */
public enum LabelNoise {
    /** Wrong labels fall into frequent classes more often: T_ij = rate * n_j / (n - n_i) (arXiv 2211.10955, section 4.2). */
    FREQUENCY {
        @Override
        double share(int from, int to, int[] counts) {
            double others = Arrays.stream(counts).asLongStream().sum() - counts[from];
            return counts[to] / others;
        }
    },
    /** Wrong labels are uniform among the other classes: T_ij = rate / (K - 1). */
    SYMMETRIC {
        @Override
        double share(int from, int to, int[] counts) {
            return 1.0 / (counts.length - 1);
        }
    },
    /** Each class is confused with the next, and the last with the first: T_i,i+1 = rate. */
    PAIR {
        @Override
        double share(int from, int to, int[] counts) {
            return to == (from + 1) % counts.length ? 1 : 0;
        }
    };

    /** The share of the wrong labels of class {@code from} that class {@code to} receives. */
    abstract double share(int from, int to, int[] counts);

    /**
     * Returns the transition matrix T of shape (K, K): rows are true classes, columns are given classes, and T_ii = 1 - rate.
     *
     * @param counts numbers of examples of the true classes (K), with K at least 2
     * @param rate noise rate, in [0, 1)
     */
    public double[][] transitions(int[] counts, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("The rate of label noise must be in [0, 1), found " + rate + ".");
        }
        if (counts.length < 2) {
            throw new IllegalArgumentException("Label noise needs at least two classes, found " + counts.length + ".");
        }
        double[][] matrix = new double[counts.length][counts.length];
        for (int i = 0; i < counts.length; i++) {
            for (int j = 0; j < counts.length; j++) {
                matrix[i][j] = i == j ? 1 - rate : rate * share(i, j, counts);
            }
        }
        return matrix;
    }

    /**
     * Gives exactly {@code int(rate * N)} examples, which are drawn uniformly, a class other than their own.
     *
     * @param classes true classes (N)
     * @return given classes (N)
     */
    public int[] corrupt(int[] classes, int classCount, double rate, long seed) {
        int[] counts = new int[classCount];
        for (int c : classes) {
            counts[c]++;
        }
        return corrupt(classes, transitions(counts, rate), rate, seed);
    }

    /**
     * Gives exactly {@code int(rate * N)} examples, which are drawn uniformly, a class other than their own.
     *
     * @param classes true classes (N)
     * @param transitions transition matrix of shape (K, K): rows are true classes, and T_ii = 1 - rate
     * @return given classes (N)
     */
    public static int[] corrupt(int[] classes, double[][] transitions, double rate, long seed) {
        int[] given = classes.clone();
        int[] order = Permutation.of(classes.length, CounterRandom.key(seed, LabelStreams.NOISY_EXAMPLES), 0);
        CounterRandom random = CounterRandom.of(seed, LabelStreams.NOISY_CLASSES);
        int flips = (int) (rate * classes.length);
        for (int i = 0; i < flips; i++) {
            int example = order[i];
            double[] row = transitions[classes[example]].clone();
            row[classes[example]] = 0;
            given[example] = draw(row, random.nextDouble() * rate);
        }
        return given;
    }

    /**
     * Returns the first class whose cumulative probability exceeds {@code uniform}, or, if rounding leaves none, the last class with a
     * positive probability.
     */
    static int draw(double[] probabilities, double uniform) {
        double sum = 0;
        int last = 0;
        for (int j = 0; j < probabilities.length; j++) {
            sum += probabilities[j];
            if (sum > uniform) {
                return j;
            }
            last = probabilities[j] > 0 ? j : last;
        }
        return last;
    }
}
