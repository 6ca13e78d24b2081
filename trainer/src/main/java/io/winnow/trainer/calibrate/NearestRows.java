package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.winnow.trainer.run.StopSignal;

/** Finds the nearest other rows of each row, tile by tile. */
final class NearestRows {
    /** Number of distances in a tile, 8 bytes each. A few arrays of this size are in memory at once. */
    private static final int TILE_ELEMENTS = 1 << 22;

    /** Finds the nearest other rows for a part of the rows, which begins at the row {@code first}; returns distances and row indices. */
    @FunctionalInterface
    interface Measure {
        NDList nearest(NDArray part, NDArray rows, long first, long count);
    }

    private NearestRows() {}

    /**
     * Finds exactly {@code count} other rows for each row, nearest first. Of equally distant rows, the lower one comes first.
     *
     * @param measure {@link CalibrateScript#euclidean}, or {@link CalibrateScript#cosine} for unit rows, where the distance is the
     *     negative cosine
     * @param rows (N, D) float64
     * @param count number of rows to find, from 1 to N - 1
     * @return distances (N, count) float64 and row indices (N, count) int64, attached to {@code scope}
     */
    static NDList find(Measure measure, NDArray rows, int count, NDManager scope) {
        return find(measure, rows, count, TILE_ELEMENTS, scope);
    }

    static NDList find(Measure measure, NDArray rows, int count, int tileElements, NDManager scope) {
        long n = rows.getShape().get(0);
        long height = Math.max(1, tileElements / n);
        try (NDManager inner = scope.newSubManager()) {
            NDList distances = new NDList();
            NDList columns = new NDList();
            for (long first = 0; first < n; first += height) {
                StopSignal.poll();
                try (NDManager tile = inner.newSubManager()) {
                    NDArray part = rows.get(new NDIndex("{}:{}", first, Math.min(n, first + height)));
                    part.attach(tile);
                    NDList found = measure.nearest(part, rows, first, count);
                    found.attach(inner);
                    distances.add(found.get(0));
                    columns.add(found.get(1));
                }
            }
            NDList all = new NDList(NDArrays.concat(distances), NDArrays.concat(columns));
            all.attach(scope);
            return all;
        }
    }
}
