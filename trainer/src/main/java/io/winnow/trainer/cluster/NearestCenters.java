package io.winnow.trainer.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.LinearMap;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.nio.IntBuffer;
import java.util.stream.LongStream;

/** Finds the nearest centers of each vector. */
public final class NearestCenters {
    private NearestCenters() {}

    /** Takes the result, one tile after the other. */
    @FunctionalInterface
    public interface Consumer {
        /** Takes the indices of the nearest centers of the next rows, (rows, count) in row-major order, nearest first. */
        void accept(int[] nearest) throws IOException;
    }

    /**
     * Finds the nearest centers of each vector.
     *
     * @param vectors (N, D); one tile is in memory at a time
     * @param centers (k, D)
     * @param count number of centers to find for each vector, at most k
     */
    public static void find(VectorTiles vectors, NDArray centers, int count, Metric metric, Consumer consumer)
            throws IOException {
        int k = (int) centers.getShape().get(0);
        if (count > k) {
            throw new IllegalArgumentException(
                    "The " + count + " nearest centers of each vector are asked for, but there are only " + k
                            + ". Ask for at most this number.");
        }
        int tile = KMeans.tileRows(k, centers.getDevice());
        try (NDManager scope = centers.getManager().newSubManager()) {
            NDArray targets = centers;
            if (metric == Metric.SPHERICAL) {
                targets = Losses.unitRows(centers);
                targets.attach(scope);
            }
            NDArray offset = KMeans.offset(targets, metric);
            offset.attach(scope);
            for (long row = 0; row < vectors.rows(); row += tile) {
                StopSignal.poll();
                try (NDManager step = scope.newSubManager()) {
                    NDArray part = vectors.read(row, (int) Math.min(tile, vectors.rows() - row), step);
                    NDArray scores = LinearMap.products(part, targets, offset);
                    scores.attach(step);
                    NDArray found = KmeansScript.nearest(scores, count);
                    found.attach(step);
                    consumer.accept(LongStream.of(found.toLongArray())
                            .mapToInt(Math::toIntExact)
                            .toArray());
                }
            }
        }
    }

    /** Like {@link #find(VectorTiles, NDArray, int, Metric, Consumer)}, but returns the result as one row-major array (N, count). */
    public static int[] find(VectorTiles vectors, NDArray centers, int count, Metric metric) throws IOException {
        IntBuffer all = IntBuffer.allocate(Math.toIntExact(vectors.rows() * count));
        find(vectors, centers, count, metric, all::put);
        return all.array();
    }
}
