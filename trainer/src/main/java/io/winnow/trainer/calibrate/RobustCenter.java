package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.function.BinaryOperator;

/**
 * Finds the subset of the rows of a class that lie closest together. If mislabelled rows are a minority, they tend to be outside of it. The
 * subset is found by concentration steps, as in FAST-MCD (Rousseeuw and Van Driessen 1999): the rows nearest to a center determine the next
 * center. FAST-MCD tries many random starts; here, there is only one, the coordinatewise median, so that the result is a deterministic
 * function of the rows, as in DetMCD (Hubert, Rousseeuw and Verdonck 2012).
 */
final class RobustCenter {
    private RobustCenter() {}

    /**
     * Returns the indices of {@code count} of the rows (n, D) that are nearest to their own mean, where each coordinate is scaled by the
     * variance of these rows.
     */
    static long[] trimmed(NDArray rows, int count, int iterations) {
        try (NDArray start = CalibrateScript.medianDistances(rows)) {
            return concentrate(CalibrateScript::diagonalDistances, rows, nearest(start, count), iterations);
        }
    }

    /**
     * Returns the indices of {@code count} rows that are nearest to their own mean in the Mahalanobis distance of their own covariance, in
     * at most {@code dimension} principal components. The steps start from the {@link #trimmed} rows.
     */
    static long[] leastDeterminant(NDArray rows, int count, int dimension, int iterations) {
        long most = Math.min(rows.getShape().get(1), Math.max(1, rows.getShape().get(0) - 1));
        try (NDManager scope = ClassRows.scope(rows)) {
            NDArray components = CalibrateScript.components(rows, Math.min(dimension, most));
            components.attach(scope);
            // The steps do not start from the rows nearest to the median, because their covariance would still include
            // mislabelled
            // rows, and the steps would then keep these.
            return concentrate(
                    CalibrateScript::fullDistances, components, trimmed(components, count, iterations), iterations);
        }
    }

    /** Returns the index of the row nearest to the coordinatewise median; of equally distant rows, the lower one. */
    static int median(NDArray rows) {
        try (NDArray distances = CalibrateScript.medianDistances(rows)) {
            return (int) nearest(distances, 1)[0];
        }
    }

    /**
     * Returns the distances (n) of all rows from the mean of the kept rows, where each coordinate is scaled by the variance of the latter.
     */
    static double[] distances(NDArray rows, long[] kept) {
        try (NDManager scope = ClassRows.scope(rows);
                NDArray squares = CalibrateScript.diagonalDistances(rows, scope.create(kept))) {
            return Arrays.stream(squares.toDoubleArray()).map(Math::sqrt).toArray();
        }
    }

    /** @param measure from the rows (n, D) and the indices of the kept rows to the squared distances (n) of all rows */
    private static long[] concentrate(BinaryOperator<NDArray> measure, NDArray rows, long[] start, int iterations) {
        long[] kept = start;
        for (int i = 0; i < iterations; i++) {
            try (NDManager step = ClassRows.scope(rows);
                    NDArray distances = measure.apply(rows, step.create(kept))) {
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
        try (NDArray kept = CalibrateScript.nearest(distances, count)) {
            return kept.toLongArray();
        }
    }
}
