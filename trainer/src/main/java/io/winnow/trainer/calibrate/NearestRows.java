package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.run.StopSignal;

/**
 * Finds the nearest other rows of each row, tile by tile. Results are copied to the Java heap and every array of a tile is closed before the
 * next tile. If small results stayed in native memory between the tiles, the memory that the tiles leave could not be joined and used again,
 * and the process would grow by nearly the size of the whole distance matrix (N, N).
 */
public final class NearestRows {
    /** Usual number of distances in a tile, up to 8 bytes each. A few arrays of this size are in memory at once. */
    private static final int TILE_ELEMENTS = 1 << 22;

    /** Finds the nearest other rows for a part of the rows, which begins at the row {@code first}; returns distances and row indices. */
    @FunctionalInterface
    interface Measure {
        NDList nearest(NDArray part, NDArray rows, long first, long count);
    }

    /** Receives the neighbours of a tile of rows. */
    @FunctionalInterface
    interface Tile {
        /**
         * Receives neighbours, nearest first.
         *
         * @param first index of the first row of the tile
         * @param rows row indices of the neighbours, {@code count} for each row of the tile
         * @param distances float64 distances (height, count) of these neighbours; closed after the call
         */
        void accept(int first, long[] rows, NDArray distances);
    }

    /**
     * The nearest other rows of all rows.
     *
     * @param distances distances (N * count), row-major
     * @param rows row indices (N * count), row-major
     */
    @SuppressWarnings("ArrayRecordComponent") // a result; never compared
    record Nearest(double[] distances, long[] rows) {}

    private NearestRows() {}

    /**
     * Finds exactly {@code count} other rows for each row, nearest first. Of equally distant rows, the lower one comes first.
     *
     * @param measure {@link CalibrateScript#euclidean}, or {@link CalibrateScript#cosine} for unit rows, where the distance is the
     *     negative cosine
     * @param rows (N, D)
     * @param count number of rows to find, from 1 to N - 1
     * @param tileElements number of distances in a tile
     * @param each receives the neighbours of all rows in ascending order
     */
    static void find(Measure measure, NDArray rows, int count, int tileElements, Tile each) {
        int n = Math.toIntExact(rows.getShape().get(0));
        int height = Math.max(1, tileElements / n);
        for (int first = 0; first < n; first += height) {
            StopSignal.poll();
            try (NDManager tile = ClassRows.scope(rows)) {
                NDArray part = rows.get(new NDIndex("{}:{}", first, Math.min(n, first + height)));
                part.attach(tile);
                NDList found = measure.nearest(part, rows, first, count);
                found.attach(tile);
                each.accept(first, found.get(1).toLongArray(), found.get(0));
            }
        }
    }

    /** Like {@link #find}, but keeps all neighbours, in memory proportional to N * count. */
    static Nearest all(Measure measure, NDArray rows, int count, int tileElements) {
        int n = Math.toIntExact(rows.getShape().get(0));
        Nearest all = new Nearest(new double[n * count], new long[n * count]);
        find(measure, rows, count, tileElements, (first, columns, distances) -> {
            System.arraycopy(columns, 0, all.rows, first * count, columns.length);
            System.arraycopy(distances.toDoubleArray(), 0, all.distances, first * count, columns.length);
        });
        return all;
    }

    /**
     * Returns the indices of the {@code count} other rows with the largest cosines to each row (N * count), row-major.
     *
     * @param rows (N, D), not necessarily of unit length
     * @param count from 1 to N - 1
     */
    public static long[] byCosine(NDArray rows, int count) {
        try (NDArray unit = Losses.unitRows(rows)) {
            long[] nearest = new long[Math.toIntExact(rows.getShape().get(0) * count)];
            find(
                    CalibrateScript::cosine,
                    unit,
                    count,
                    TILE_ELEMENTS,
                    (first, columns, distances) ->
                            System.arraycopy(columns, 0, nearest, first * count, columns.length));
            return nearest;
        }
    }

    static Nearest all(Measure measure, NDArray rows, int count) {
        return all(measure, rows, count, TILE_ELEMENTS);
    }
}
