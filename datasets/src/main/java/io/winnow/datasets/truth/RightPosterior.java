package io.winnow.datasets.truth;

import java.util.Arrays;

/**
 * The distribution of an annotator's accuracy s, from a uniform prior and answers of which each is right with a probability by what others say.
 * An answer multiplies the density by {@code s r + (1 - s) w}, where r is the probability of the class that the answer names, by the
 * others, and w that of another class which the annotator mistakes for it. If it is certain which answers are right, this is
 * {@code Beta(hits + 1, misses + 1)}; uncertain ones count less, rather than as partly wrong.
 *
 * <p>Only {@code r / (r + w)} matters. Answers with similar values are counted together, with their mean, so that an annotator with thousands
 * of answers takes no longer than one with hundreds.
 */
final class RightPosterior {
    private static final int CELLS = 500;
    private static final int BINS = 256;

    private final int[] counts = new int[BINS + 1];
    private final double[] sums = new double[BINS + 1];

    /**
     * Adds an answer.
     *
     * @param right probability of the answer from an annotator who is always right, in [0, 1]
     * @param wrong probability of the answer from one who is always wrong, in [0, 1]; not 0 if the other is
     */
    void add(double right, double wrong) {
        double evidence = right / (right + wrong);
        int bin = (int) (evidence * BINS);
        counts[bin]++;
        sums[bin] += evidence;
    }

    /** The distribution in cells of equal width; the values sum to 1. */
    @SuppressWarnings("ArrayRecordComponent") // a result; never compared
    record Density(double[] cells) {
        double mean() {
            double sum = 0;
            for (int cell = 0; cell < CELLS; cell++) {
                sum += cells[cell] * center(cell);
            }
            return sum;
        }

        /** Returns the accuracy below which the given share of the distribution lies, interpolated within a cell. */
        double quantile(double share) {
            double rest = share;
            int cell = 0;
            while (cell < CELLS - 1 && rest > cells[cell]) {
                rest -= cells[cell];
                cell++;
            }
            return (cell + (cells[cell] > 0 ? Math.min(1, rest / cells[cell]) : 0.5)) / CELLS;
        }
    }

    Density density() {
        double[] logs = new double[CELLS];
        for (int bin = 0; bin <= BINS; bin++) {
            if (counts[bin] > 0) {
                double evidence = sums[bin] / counts[bin];
                for (int cell = 0; cell < CELLS; cell++) {
                    double s = center(cell);
                    logs[cell] += counts[bin] * Math.log(s * evidence + (1 - s) * (1 - evidence));
                }
            }
        }
        double most = Arrays.stream(logs).max().orElseThrow();
        return new Density(Posteriors.normalised(
                Arrays.stream(logs).map(log -> Math.exp(log - most)).toArray()));
    }

    private static double center(int cell) {
        return (cell + 0.5) / CELLS;
    }
}
