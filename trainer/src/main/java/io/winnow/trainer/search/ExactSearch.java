package io.winnow.trainer.search;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the nearest vectors by comparing a query with all vectors. The vectors are processed on the device in tiles of rows. */
public final class ExactSearch {
    private static final int TILE = 65_536;

    private ExactSearch() {}

    /**
     * Finds the neighbours of each query, nearest first. Neighbours at the same distance are ordered by row.
     *
     * @param vectors (N, D); each tile is read once, and only one tile is in memory at a time
     * @param queries (Q, D)
     * @param count number of neighbours of each query; if there are fewer vectors, all are returned
     * @return for each query the list of its neighbours
     */
    public static List<List<Neighbour>> nearest(VectorTiles vectors, NDArray queries, int count) throws IOException {
        return nearest(vectors, queries, count, TILE);
    }

    static List<List<Neighbour>> nearest(VectorTiles vectors, NDArray queries, int count, int tile) throws IOException {
        List<List<Neighbour>> best = new ArrayList<>();
        for (long i = 0; i < queries.getShape().get(0); i++) {
            best.add(new ArrayList<>());
        }
        try (NDManager scope = queries.getManager().newSubManager()) {
            for (long first = 0; first < vectors.rows(); first += tile) {
                int rows = (int) Math.min(tile, vectors.rows() - first);
                int found = Math.min(count, rows);
                try (NDManager step = scope.newSubManager()) {
                    NDList nearest = NearestScript.nearest(vectors.read(first, rows, step), queries, found);
                    nearest.attach(step);
                    float[] distances = nearest.get(0).toFloatArray();
                    long[] numbers = nearest.get(1).toLongArray();
                    for (int i = 0; i < numbers.length; i++) {
                        best.get(i / found).add(new Neighbour(first + numbers[i], distances[i]));
                    }
                }
                for (List<Neighbour> each : best) {
                    each.sort(Comparator.comparingDouble(Neighbour::distance).thenComparingLong(Neighbour::row));
                    each.subList(Math.min(count, each.size()), each.size()).clear();
                }
            }
        }
        return best;
    }
}
