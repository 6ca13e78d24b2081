package io.winnow.trainer.filter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.winnow.trainer.cluster.Clusters;
import io.winnow.trainer.cluster.KMeans;
import io.winnow.trainer.pool.Vectors;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Clusters of the vectors of a pool, which are scaled to length 1.
 *
 * @param of cluster of each example (N); -1 if it has no vector
 * @param centers centers (k, D): of length 1 in the exact reading, and means of vectors in the published one
 */
@SuppressWarnings("ArrayRecordComponent") // an index; never compared
record PoolClusters(int[] of, NDArray centers) {
    private static final int TILE = 4096;

    /**
     * Clusters vectors (N, D), of which some may be null. The first centers are drawn from the vectors in the order of their keys, so that the
     * clusters do not depend on the order of the pool.
     *
     * @param keys key of each example (N)
     * @throws UserException if there are fewer vectors than clusters
     */
    static PoolClusters of(float[][] vectors, List<String> keys, ClusterConfig config, NDManager manager)
            throws IOException {
        int[] known = Arrays.stream(Vectors.known(vectors))
                .boxed()
                .sorted(Comparator.comparing(keys::get))
                .mapToInt(i -> i)
                .toArray();
        if (known.length < config.k()) {
            throw new UserException("clusters.k is " + config.k() + ", but there are only " + known.length
                    + " vectors to cluster. Set clusters.k to at most this number.");
        }
        try (NDArray rows = Vectors.unit(vectors, known, manager);
                Clusters found = new KMeans(config.kmeans(), config.seed()).fit(rows, state -> {})) {
            NDArray centers = found.centers().duplicate();
            int[] nearest = nearest(rows, centers);
            int[] of = new int[vectors.length];
            Arrays.fill(of, -1);
            for (int i = 0; i < known.length; i++) {
                of[known[i]] = nearest[i];
            }
            return new PoolClusters(of, centers);
        }
    }

    /** Returns the cluster of each of some further vectors, of which some may be null; the result leaves those out. */
    int[] of(float[][] vectors) {
        try (NDArray rows = Vectors.unit(vectors, Vectors.known(vectors), centers.getManager())) {
            return nearest(rows, centers);
        }
    }

    /** Returns the number of examples in the cluster of each example (N); 0 if it has none. */
    int[] sizes() {
        int[] counts = new int[(int) centers.getShape().get(0)];
        Arrays.stream(of).filter(cluster -> cluster >= 0).forEach(cluster -> counts[cluster]++);
        return Arrays.stream(of)
                .map(cluster -> cluster < 0 ? 0 : counts[cluster])
                .toArray();
    }

    /** Returns the center with the largest inner product for each row. Of equal ones, the first. */
    static int[] nearest(NDArray rows, NDArray centers) {
        int count = (int) rows.getShape().get(0);
        int[] nearest = new int[count];
        try (NDManager scope = rows.getManager().newSubManager()) {
            NDArray columns = centers.transpose();
            columns.attach(scope);
            for (int first = 0; first < count; first += TILE) {
                StopSignal.poll();
                try (NDManager step = scope.newSubManager()) {
                    NDArray part = rows.get(new NDIndex("{}:{}", first, Math.min(count, first + TILE)));
                    part.attach(step);
                    NDArray products = part.matMul(columns);
                    products.attach(step);
                    NDArray best = products.argMax(1);
                    best.attach(step);
                    long[] found = best.toLongArray();
                    for (int i = 0; i < found.length; i++) {
                        nearest[first + i] = (int) found[i];
                    }
                }
            }
        }
        return nearest;
    }
}
