package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.TorchFunctions;
import java.util.Arrays;

/**
 * The part of a class's rows that lies closest together, from which wrong rows are absent when they are the minority. It is found by
 * concentration steps, as in FAST-MCD (Rousseeuw and Van Driessen 1999): the nearest rows to a center give the next center. Of the many
 * starts there only one is made, at the coordinatewise median, so that the result is a function of the rows (as in DetMCD: Hubert,
 * Rousseeuw and Verdonck 2012).
 */
final class RobustCenter {
    private static final TorchFunctions FUNCTIONS = ClassRows.FUNCTIONS;

    private RobustCenter() {}

    /** The {@code count} of the rows (n, D) nearest to their own mean, by their own variance in each coordinate. */
    static long[] trimmed(NDArray rows, int count, int iterations) {
        try (NDArray start = FUNCTIONS.call("median_distances", rows)) {
            return concentrate("diagonal_distances", rows, nearest(start, count), iterations);
        }
    }

    /**
     * The {@code count} rows nearest to their own mean by their own covariance, in at most {@code dimension} principal components;
     * steps start from the trimmed ones.
     */
    static long[] leastDeterminant(NDArray rows, int count, int dimension, int iterations) {
        long most = Math.min(rows.getShape().get(1), Math.max(1, rows.getShape().get(0) - 1));
        try (NDManager scope = ClassRows.scope(rows)) {
            NDArray components = FUNCTIONS.call("components", rows, Math.min(dimension, most));
            components.attach(scope);
            // From the trimmed rows: at the median the covariance still spans the wrong ones, and steps from there keep
            // them.
            return concentrate("full_distances", components, trimmed(components, count, iterations), iterations);
        }
    }

    /** The row nearest to the coordinatewise median, ties to the lower. */
    static int median(NDArray rows) {
        try (NDArray distances = FUNCTIONS.call("median_distances", rows)) {
            return (int) nearest(distances, 1)[0];
        }
    }

    /** Distances (n) of all rows to the mean of some, by the variances of these. */
    static double[] distances(NDArray rows, long[] kept) {
        try (NDManager scope = ClassRows.scope(rows);
                NDArray squares = FUNCTIONS.call("diagonal_distances", rows, scope.create(kept))) {
            return Arrays.stream(squares.toDoubleArray()).map(Math::sqrt).toArray();
        }
    }

    private static long[] concentrate(String measure, NDArray rows, long[] start, int iterations) {
        long[] kept = start;
        for (int i = 0; i < iterations; i++) {
            try (NDManager step = ClassRows.scope(rows);
                    NDArray distances = FUNCTIONS.call(measure, rows, step.create(kept))) {
                long[] next = nearest(distances, start.length);
                if (Arrays.equals(next, kept)) {
                    break;
                }
                kept = next;
            }
        }
        return kept;
    }

    private static long[] nearest(NDArray distances, int count) {
        try (NDArray kept = FUNCTIONS.call("nearest", distances, count)) {
            return kept.toLongArray();
        }
    }
}
