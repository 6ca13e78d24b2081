package io.winnow.trainer.select;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.cluster.Clusters;
import io.winnow.trainer.cluster.KMeans;
import io.winnow.trainer.cluster.KMeansOptions;
import io.winnow.trainer.cluster.Metric;
import io.winnow.trainer.cluster.NearestCenters;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A k-means clustering.
 *
 * @param clusters cluster of each row (N), in [0, k)
 * @param centers (k, D)
 */
@SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
record Clustering(int[] clusters, Vectors centers) {
    private static final long SAMPLE = 41;
    /** Centers move little beyond this number of vectors each, so a sample of this size is clustered. */
    private static final int VECTORS_PER_CENTER = 32;

    private static final int LEAST_SAMPLE = 10_000;
    private static final int ITERATIONS = 10;

    /**
     * Clusters rows by Euclidean distance. If there are many rows, a random sample of them determines the centers.
     *
     * @param k number of clusters; at most the number of rows
     */
    static Clustering of(Vectors vectors, int k, long seed, NDManager manager) {
        int most = Math.max(LEAST_SAMPLE, VECTORS_PER_CENTER * k);
        try (NDManager scope = manager.newSubManager()) {
            NDArray all = vectors.array(scope);
            NDArray sample = all;
            if (vectors.rows() > most) {
                int[] drawn = Arrays.copyOf(Permutation.of(vectors.rows(), seed, SAMPLE), most);
                sample = vectors.select(drawn).array(scope);
            }
            KMeansOptions options = new KMeansOptions(
                    k,
                    Metric.EUCLIDEAN,
                    // With many centers, drawing them one after another takes longer than the iterations.
                    k <= 100 ? KMeansOptions.Start.PLUS_PLUS : KMeansOptions.Start.RANDOM,
                    KMeansOptions.Method.LLOYD,
                    ITERATIONS,
                    1e-3,
                    1,
                    Optional.empty());
            try (Clusters found = new KMeans(options, seed).fit(sample, state -> {})) {
                int[] clusters = NearestCenters.find(VectorTiles.of(all), found.centers(), 1, Metric.EUCLIDEAN);
                return new Clustering(clusters, Vectors.of(found.centers()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the rows of each cluster (k), ascending. */
    int[][] members() {
        int[] sizes = new int[centers.rows()];
        IntStream.of(clusters).forEach(cluster -> sizes[cluster]++);
        int[][] members = Arrays.stream(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        int[] next = new int[sizes.length];
        for (int row = 0; row < clusters.length; row++) {
            members[clusters[row]][next[clusters[row]]++] = row;
        }
        return members;
    }
}
