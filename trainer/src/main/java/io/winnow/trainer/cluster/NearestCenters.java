package io.winnow.trainer.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;

/** The several centers nearest to each vector. */
public final class NearestCenters {
    private NearestCenters() {}

    /**
     * Finds the nearest centers of each vector.
     *
     * @param vectors (N, D); one tile is in memory at a time
     * @param centers (k, D)
     * @param count how many, at most k
     * @return (N, count) row-major, nearest first
     */
    public static int[] find(VectorTiles vectors, NDArray centers, int count, Metric metric) throws IOException {
        int rows = Math.toIntExact(vectors.rows());
        int k = (int) centers.getShape().get(0);
        if (count > k) {
            throw new IllegalArgumentException("Asked for the " + count + " nearest of " + k + " centers.");
        }
        int[] nearest = new int[Math.multiplyExact(rows, count)];
        int tile = KMeans.tileRows(k);
        try (NDManager scope = centers.getManager().newSubManager()) {
            NDArray targets = centers;
            if (metric == Metric.SPHERICAL) {
                targets = Losses.unitRows(centers);
                targets.attach(scope);
            }
            NDArray bias = KMeans.bias(targets, metric);
            bias.attach(scope);
            for (int row = 0; row < rows; row += tile) {
                try (NDManager step = scope.newSubManager()) {
                    NDArray part = vectors.read(row, Math.min(tile, rows - row), step);
                    NDArray found = KMeans.FUNCTIONS.call("nearest", part, targets, bias, count);
                    found.attach(step);
                    long[] index = found.toLongArray();
                    for (int i = 0; i < index.length; i++) {
                        nearest[row * count + i] = (int) index[i];
                    }
                }
            }
        }
        return nearest;
    }
}
