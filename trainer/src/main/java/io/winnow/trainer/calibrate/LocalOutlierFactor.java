package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;

/**
 * Local outlier factor (Breunig et al., "LOF: identifying density-based local outliers", SIGMOD 2000): how much sparser an example's
 * surroundings are than those of its neighbours. About 1 within a cluster, larger outside. As scikit-learn defines it: exactly k
 * neighbours by Euclidean distance, and 1e-10 added to the mean reachability, so that duplicates have a finite density.
 *
 * <p>Where k is the number of all others, each example is everyone's neighbour and all scores are about 1.
 */
public final class LocalOutlierFactor {
    private LocalOutlierFactor() {}

    /**
     * Scores the rows of one class by each other.
     *
     * @param rows (n, D), of any device; n may be 0
     * @param neighbours k; n - 1 where that is less. Ties go to the lower row
     * @return (n); 1 for a row without others
     */
    public static double[] scores(NDArray rows, int neighbours) {
        if (neighbours < 1) {
            throw new IllegalArgumentException(
                    "The local outlier factor needs one neighbour at least, not " + neighbours);
        }
        int n = Math.toIntExact(rows.getShape().get(0));
        if (n < 2) {
            double[] alone = new double[n];
            Arrays.fill(alone, 1);
            return alone;
        }
        try (NDManager scope = ClassRows.scope(rows)) {
            return details(rows, neighbours, scope).get(3).toDoubleArray();
        }
    }

    /** Of two rows at least: distances (n, k), neighbours (n, k), local reachability density (n), factor (n). */
    static NDList details(NDArray rows, int neighbours, NDManager scope) {
        int n = Math.toIntExact(rows.getShape().get(0));
        NDArray wide = ClassRows.FUNCTIONS.call("wide", rows);
        wide.attach(scope);
        NDList nearest = NearestRows.find("euclidean", wide, Math.min(neighbours, n - 1), scope);
        NDArray density = ClassRows.FUNCTIONS.call("density", nearest.get(0), nearest.get(1));
        NDArray factors = ClassRows.FUNCTIONS.call("factors", density, nearest.get(1));
        return new NDList(nearest.get(0), nearest.get(1), density, factors);
    }
}
