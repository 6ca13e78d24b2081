package io.winnow.trainer.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.cluster.Clusters;
import io.winnow.trainer.cluster.KMeans;
import io.winnow.trainer.cluster.KMeansOptions;
import io.winnow.trainer.cluster.Metric;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** Clusters of the vectors of one class, and the vectors nearest to their centers. */
final class ClassClusters {
    private static final int ITERATIONS = 20;
    private static final double TOLERANCE = 1e-4;

    private ClassClusters() {}

    /**
     * Returns the vectors that are nearest to the center of their cluster.
     *
     * @param vectors unit vectors (N, D)
     * @param clusters number of clusters, or N if that is smaller
     * @param perCluster largest number of vectors of each cluster
     * @return their numbers, ascending
     */
    static int[] nearest(float[][] vectors, int clusters, int perCluster, long seed, NDManager manager)
            throws IOException {
        int k = Math.min(clusters, vectors.length);
        float[][] cosines = Queries.cosines(vectors, centers(vectors, k, seed, manager));
        int[] own = IntStream.range(0, vectors.length)
                .map(i -> IntStream.range(0, k)
                        .boxed()
                        .max(Comparator.<Integer>comparingDouble(c -> cosines[i][c])
                                .thenComparing(c -> -c))
                        .orElseThrow())
                .toArray();
        return IntStream.range(0, k)
                .flatMap(c -> IntStream.range(0, vectors.length)
                        .filter(i -> own[i] == c)
                        .boxed()
                        .sorted(Comparator.<Integer>comparingDouble(i -> -cosines[i][c])
                                .thenComparing(i -> i))
                        .limit(perCluster)
                        .mapToInt(i -> i))
                .sorted()
                .toArray();
    }

    private static float[][] centers(float[][] vectors, int k, long seed, NDManager manager) throws IOException {
        int width = vectors[0].length;
        float[] all = new float[vectors.length * width];
        for (int i = 0; i < vectors.length; i++) {
            System.arraycopy(vectors[i], 0, all, i * width, width);
        }
        KMeansOptions options = new KMeansOptions(
                k,
                Metric.SPHERICAL,
                KMeansOptions.Start.PLUS_PLUS,
                KMeansOptions.Method.LLOYD,
                ITERATIONS,
                TOLERANCE,
                vectors.length,
                Optional.empty());
        try (NDManager scope = manager.newSubManager();
                NDArray array = scope.create(all, new Shape(vectors.length, width));
                Clusters clusters = new KMeans(options, seed).fit(array, state -> {})) {
            float[] numbers = clusters.centers().toFloatArray();
            float[][] centers = new float[k][width];
            for (int c = 0; c < k; c++) {
                System.arraycopy(numbers, c * width, centers[c], 0, width);
                centers[c] = Representation.unit(centers[c]);
            }
            return centers;
        }
    }
}
