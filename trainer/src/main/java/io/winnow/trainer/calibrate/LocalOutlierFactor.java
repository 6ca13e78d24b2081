package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Local outlier factor (Breunig et al., "LOF: identifying density-based local outliers", SIGMOD 2000): the ratio of the local density of
 * the neighbours of an example to that of the example. It is about 1 within a cluster and larger for outliers. The definition is that of
 * scikit-learn: there are exactly k neighbours by Euclidean distance, and 1e-10 is added to the mean reachability distance, so that
 * duplicates have a finite density.
 *
 * <p>If k is the number of all other examples, all of them are neighbours of each other and all factors are about 1.
 */
public final class LocalOutlierFactor {
    private LocalOutlierFactor() {}

    /**
     * Returns the local outlier factor of each row among the rows.
     *
     * @param rows (n, D) on any device; n may be 0
     * @param neighbours k, which is reduced to n - 1 if there are fewer rows. Of equally distant neighbours, the lower row is taken
     * @return factors (n); the factor is 1 if there is only one row
     */
    public static double[] scores(NDArray rows, int neighbours) {
        if (neighbours < 1) {
            throw new IllegalArgumentException(
                    "The local outlier factor needs at least one neighbour, not " + neighbours);
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

    /** Returns distances (n, k), neighbours (n, k), local reachability densities (n) and factors (n) of at least two rows. */
    static NDList details(NDArray rows, int neighbours, NDManager scope) {
        int n = Math.toIntExact(rows.getShape().get(0));
        int count = Math.min(neighbours, n - 1);
        NearestRows.Nearest nearest;
        try (NDArray wide = CalibrateScript.wide(rows)) {
            nearest = NearestRows.all(CalibrateScript::euclidean, wide, count);
        }
        NDArray distances = scope.create(nearest.distances(), new Shape(n, count));
        NDArray columns = scope.create(nearest.rows(), new Shape(n, count));
        NDArray density = CalibrateScript.density(distances, columns);
        density.attach(scope);
        NDArray factors = CalibrateScript.factors(density, columns);
        factors.attach(scope);
        return new NDList(distances, columns, density, factors);
    }
}
