package io.winnow.datasets.label;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;

/** How labels go wrong in a simulation: the probabilities with which an example of a class is given each class. */
public enum LabelNoise {
    /** T_ij = rate * n_j / (n - n_i): into frequent classes more often (arXiv 2211.10955, section 4.2). */
    FREQUENCY {
        @Override
        double share(int from, int to, int[] counts) {
            double others = Arrays.stream(counts).asLongStream().sum() - counts[from];
            return counts[to] / others;
        }
    },
    /** T_ij = rate / (K - 1). */
    SYMMETRIC {
        @Override
        double share(int from, int to, int[] counts) {
            return 1.0 / (counts.length - 1);
        }
    },
    /** T_i,i+1 = rate; the last class goes into the first. */
    PAIR {
        @Override
        double share(int from, int to, int[] counts) {
            return to == (from + 1) % counts.length ? 1 : 0;
        }
    };

    /** Of the wrong labels of a class, the share that another class gets. */
    abstract double share(int from, int to, int[] counts);

    /**
     * T (K, K): rows are true classes, columns given ones; T_ii = 1 - rate.
     *
     * @param counts of the true classes (K), K at least 2
     * @param rate in [0, 1)
     */
    public double[][] transitions(int[] counts, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("The rate of label noise lies in [0, 1), not at " + rate + ".");
        }
        if (counts.length < 2) {
            throw new IllegalArgumentException("Labels go wrong among two classes or more, not " + counts.length + ".");
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
     * Gives exactly {@code int(rate * N)} examples, drawn uniformly, another class than their own.
     *
     * @param classes (N) true classes
     * @return (N) given classes
     */
    public int[] corrupt(int[] classes, int classCount, double rate, long seed) {
        int[] counts = new int[classCount];
        for (int c : classes) {
            counts[c]++;
        }
        double[][] matrix = transitions(counts, rate);
        int[] given = classes.clone();
        int[] order = Permutation.of(classes.length, CounterRandom.key(seed, 2), 0);
        CounterRandom random = CounterRandom.of(seed, 3);
        int flips = (int) (rate * classes.length);
        for (int i = 0; i < flips; i++) {
            int example = order[i];
            double[] row = matrix[classes[example]].clone();
            row[classes[example]] = 0;
            given[example] = draw(row, random.nextDouble() * rate);
        }
        return given;
    }

    /** The first class whose cumulative probability exceeds {@code uniform}; the last possible one where rounding leaves none. */
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
