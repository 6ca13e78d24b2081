package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.winnow.trainer.cluster.Clusters;
import io.winnow.trainer.cluster.KMeans;
import io.winnow.trainer.cluster.KMeansOptions;
import io.winnow.trainer.cluster.Metric;
import io.winnow.trainer.cluster.NearestCenters;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Finds most of the nearest other rows of each row by cosine, in time that grows with N^1.5 instead of N^2. k-means divides the rows into
 * about sqrt(N) cells, and the neighbours of the rows of a cell are sought in the cells whose centers are nearest to that of the cell (the
 * inverted file of Jégou et al., "Product quantization for nearest neighbor search", 2011, with whole cells as queries).
 */
final class CellNeighbours {
    /** Number of cells in which neighbours are sought, of which the first is the row's own. */
    private static final int PROBES = 16;

    /** Number of rows for each center to which k-means is fitted. */
    private static final int SAMPLE = 64;

    private static final int ITERATIONS = 10;

    /** The clustering is the same each time: it decides only how long the search takes and which few neighbours it misses. */
    private static final long SEED = 1;

    /**
     * Largest number of rows of a cell that are searched together, as a multiple of the mean number: many equal rows, which share a cell,
     * must not cost the square of their number.
     */
    private static final int LARGEST = 4;

    /** Number of cosines in a tile, 4 bytes each. */
    private static final int TILE_ELEMENTS = 1 << 24;

    private final NDArray unit;
    private final int count;
    private final int[] found;

    private CellNeighbours(NDArray unit, int count) {
        this.unit = unit;
        this.count = count;
        found = new int[Math.multiplyExact(rows(), count)];
    }

    private int rows() {
        return Math.toIntExact(unit.getShape().get(0));
    }

    /**
     * Returns neighbours of each row (N * count), row-major, nearest first.
     *
     * @param unit rows of length 1 (N, D), finite
     * @param count number of neighbours, at most N - 1
     * @param done is told the number of further rows whose neighbours have been found
     */
    static int[] of(NDArray unit, int count, IntConsumer done) {
        CellNeighbours search = new CellNeighbours(unit, count);
        try {
            search.run(done);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return search.found;
    }

    private void run(IntConsumer done) throws IOException {
        int n = rows();
        int k = (int) Math.max(1, Math.round(Math.sqrt(n)));
        KMeansOptions options = new KMeansOptions(
                k,
                Metric.SPHERICAL,
                KMeansOptions.Start.RANDOM,
                KMeansOptions.Method.LLOYD,
                ITERATIONS,
                0,
                1,
                Optional.empty());
        long step = Math.max(1, n / ((long) SAMPLE * k));
        try (NDManager scope = ClassRows.scope(unit)) {
            NDArray sample = unit.get(new NDIndex("::{}", step));
            sample.attach(scope);
            try (Clusters clusters = new KMeans(options, SEED).fit(sample, state -> {})) {
                NDArray centers = clusters.centers();
                int[][] cells = cells(NearestCenters.find(VectorTiles.of(unit), centers, 1, Metric.SPHERICAL), k);
                int[] nearest = NearestCenters.find(VectorTiles.of(centers), centers, k, Metric.SPHERICAL);
                for (int cell = 0; cell < k; cell++) {
                    search(cells, cell, Arrays.copyOfRange(nearest, cell * k, (cell + 1) * k));
                    done.accept(cells[cell].length);
                }
            }
        }
    }

    private static int[][] cells(int[] assignment, int k) {
        int[] sizes = new int[k];
        for (int cell : assignment) {
            sizes[cell]++;
        }
        int[][] cells =
                IntStream.range(0, k).mapToObj(cell -> new int[sizes[cell]]).toArray(int[][]::new);
        int[] filled = new int[k];
        for (int row = 0; row < assignment.length; row++) {
            cells[assignment[row]][filled[assignment[row]]++] = row;
        }
        return cells;
    }

    /**
     * Finds the neighbours of the rows of a cell.
     *
     * @param cells the rows of each cell
     * @param cell number of the cell
     * @param nearest the numbers of all cells, nearest first
     */
    private void search(int[][] cells, int cell, int[] nearest) {
        int most = Math.max(count + 1, LARGEST * (rows() / cells.length + 1));
        int[] own = cells[cell];
        for (int from = 0; from < own.length; from += most) {
            int[] queries = Arrays.copyOfRange(own, from, Math.min(own.length, from + most));
            search(queries, candidates(queries, from, cells, cell, nearest, most));
        }
    }

    /**
     * Returns the rows to search, more than {@code count}: the queries themselves, and then rows of the nearest cells.
     *
     * @param from index of the first query in its cell
     * @param most largest number of rows of each cell
     */
    private int[] candidates(int[] queries, int from, int[][] cells, int cell, int[] nearest, int most) {
        int[] own = cells[cell];
        IntStream.Builder all = IntStream.builder();
        IntStream.of(queries).forEach(all::add);
        int size = queries.length;
        for (int i = 0; i < own.length && i < most + queries.length; i++) {
            if (i < from || i >= from + queries.length) {
                all.add(own[i]);
                size++;
            }
        }
        int probes = 1;
        for (int i = 0; i < nearest.length && (probes < PROBES || size <= count); i++) {
            if (nearest[i] != cell) {
                int[] other = cells[nearest[i]];
                int used = Math.min(other.length, most);
                Arrays.stream(other, 0, used).forEach(all::add);
                size += used;
                probes++;
            }
        }
        return all.build().toArray();
    }

    /** @param candidates the rows to search, of which the first are the queries */
    private void search(int[] queries, int[] candidates) {
        int height = Math.max(1, TILE_ELEMENTS / candidates.length);
        try (NDManager scope = ClassRows.scope(unit);
                NDArray chosen =
                        scope.create(IntStream.of(candidates).asLongStream().toArray())) {
            NDArray rows = CalibrateScript.chosen(unit, chosen);
            rows.attach(scope);
            for (int first = 0; first < queries.length; first += height) {
                StopSignal.poll();
                try (NDManager tile = ClassRows.scope(unit)) {
                    int end = Math.min(queries.length, first + height);
                    NDArray part = rows.get(new NDIndex("{}:{}", first, end));
                    part.attach(tile);
                    NDList nearest = CalibrateScript.cosine(part, rows, first, count);
                    nearest.attach(tile);
                    long[] columns = nearest.get(1).toLongArray();
                    for (int i = 0; i < columns.length; i++) {
                        found[queries[first + i / count] * count + i % count] = candidates[(int) columns[i]];
                    }
                }
            }
        }
    }
}
