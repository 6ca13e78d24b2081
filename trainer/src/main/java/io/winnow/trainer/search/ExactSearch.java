package io.winnow.trainer.search;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The nearest vectors, by comparison with all of them, tile after tile on the device. */
public final class ExactSearch {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(ExactSearch.class, "nearest.py");
    private static final int TILE = 65_536;

    private ExactSearch() {}

    /**
     * Finds neighbours, nearest first; of equally far ones the lower row first.
     *
     * @param vectors (N, D); one tile is in memory at a time
     * @param query (D)
     * @param count how many; all when there are fewer
     */
    public static List<Neighbour> nearest(VectorTiles vectors, NDArray query, int count) throws IOException {
        return nearest(vectors, query, count, TILE);
    }

    static List<Neighbour> nearest(VectorTiles vectors, NDArray query, int count, int tile) throws IOException {
        List<Neighbour> best = new ArrayList<>();
        try (NDManager scope = query.getManager().newSubManager()) {
            for (long first = 0; first < vectors.rows(); first += tile) {
                int rows = (int) Math.min(tile, vectors.rows() - first);
                try (NDManager step = scope.newSubManager()) {
                    NDList found = FUNCTIONS.callList(
                            "nearest", vectors.read(first, rows, step), query, Math.min(count, rows));
                    found.attach(step);
                    float[] distances = found.get(0).toFloatArray();
                    long[] numbers = found.get(1).toLongArray();
                    for (int i = 0; i < numbers.length; i++) {
                        best.add(new Neighbour(first + numbers[i], distances[i]));
                    }
                }
                best.sort(Comparator.comparingDouble(Neighbour::distance).thenComparingLong(Neighbour::row));
                best.subList(Math.min(count, best.size()), best.size()).clear();
            }
        }
        return best;
    }
}
