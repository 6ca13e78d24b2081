package io.winnow.datasets.truth;

import java.util.Arrays;

/**
 * The distribution of an annotator's accuracy s, from a uniform prior and answers of which each is right with a probability by what others say.
 * An answer multiplies the density by {@code s r + (1 - s) w}, where r is the probability of the class that the answer names, by the
 * others, and w that of another class which the annotator mistakes for it. If it is certain which answers are right, this is
 * {@code Beta(hits + 1, misses + 1)}; uncertain ones count less, rather than as partly wrong.
 */
final class RightPosterior {
    private static final int CELLS = 1000;

    /** The density is rescaled after so many answers, before it can underflow. */
    private static final int RESCALED = 16;

    private final double[] density = new double[CELLS];
    private int count;

    RightPosterior() {
        Arrays.fill(density, 1);
    }

    /**
     * Adds an answer.
     *
     * @param right probability of the answer from an annotator who is always right, in [0, 1]
     * @param wrong probability of the answer from one who is always wrong, in [0, 1]; not 0 if the other is
     */
    void add(double right, double wrong) {
        for (int cell = 0; cell < CELLS; cell++) {
            double s = center(cell);
            density[cell] *= s * right + (1 - s) * wrong;
        }
        count++;
        if (count % RESCALED == 0) {
            rescale();
        }
    }

    private void rescale() {
        double most = Arrays.stream(density).max().orElseThrow();
        for (int cell = 0; cell < CELLS; cell++) {
            density[cell] /= most;
        }
    }

    private static double center(int cell) {
        return (cell + 0.5) / CELLS;
    }

    double mean() {
        double sum = 0;
        double total = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            sum += density[cell] * center(cell);
            total += density[cell];
        }
        return sum / total;
    }

    /** Returns the accuracy below which the given share of the distribution lies, interpolated within a cell. */
    double quantile(double share) {
        double rest = share * Arrays.stream(density).sum();
        int cell = 0;
        while (cell < CELLS - 1 && rest > density[cell]) {
            rest -= density[cell];
            cell++;
        }
        return (cell + (density[cell] > 0 ? Math.min(1, rest / density[cell]) : 0.5)) / CELLS;
    }
}
