package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.winnow.trainer.run.StopSignal;

/** The nearest other rows of each row, found tile by tile. */
final class NearestRows {
    /** Of the distances in memory at once, each 8 bytes; some arrays of this size are needed. */
    private static final int TILE_ELEMENTS = 1 << 22;

    private NearestRows() {}

    /**
     * Exactly {@code count} other rows of each, nearest first, ties to the lower row.
     *
     * @param measure a function of calibrate.py: {@code euclidean}, or {@code cosine} for unit rows (the distance is its negative)
     * @param rows (N, D) float64
     * @param count from 1 to N - 1
     * @return distances (N, count) float64 and rows (N, count) int64, attached to {@code scope}
     */
    static NDList find(String measure, NDArray rows, int count, NDManager scope) {
        return find(measure, rows, count, TILE_ELEMENTS, scope);
    }

    static NDList find(String measure, NDArray rows, int count, int tileElements, NDManager scope) {
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
                    NDList found = ClassRows.FUNCTIONS.callList(measure, part, rows, first, count);
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
