package io.winnow.trainer.recipe.weak.domain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.cluster.Clusters;
import io.winnow.trainer.cluster.KMeans;
import io.winnow.trainer.cluster.KMeansOptions;
import io.winnow.trainer.cluster.Metric;
import java.io.IOException;
import java.util.Optional;

/** Clusters of vectors, such as the domain probabilities of examples. */
final class DomainClusters {
    private static final int STARTS = 5;
    private static final int ITERATIONS = 100;

    private DomainClusters() {}

    /** Returns the centers (k, D) of the best of five clusterings of vectors (N, D). */
    static double[][] centers(NDArray vectors, int k, long seed) throws IOException {
        KMeansOptions options = new KMeansOptions(
                k,
                Metric.EUCLIDEAN,
                KMeansOptions.Start.PLUS_PLUS,
                KMeansOptions.Method.LLOYD,
                ITERATIONS,
                0,
                1,
                Optional.empty());
        double best = Double.POSITIVE_INFINITY;
        float[] centers = null;
        for (int start = 0; start < STARTS; start++) {
            try (Clusters found = new KMeans(options, CounterRandom.key(seed, start) >>> 1).fit(vectors, state -> {})) {
                if (found.objective() < best) {
                    best = found.objective();
                    centers = found.centers().toFloatArray();
                }
            }
        }
        int width = (int) vectors.getShape().get(1);
        double[][] rows = new double[k][width];
        for (int c = 0; c < k; c++) {
            for (int d = 0; d < width; d++) {
                rows[c][d] = centers[c * width + d];
            }
        }
        return rows;
    }

    /** Returns the nearest center of each vector (N). */
    static int[] nearest(float[] vectors, double[][] centers) {
        int width = centers[0].length;
        int[] nearest = new int[vectors.length / width];
        for (int i = 0; i < nearest.length; i++) {
            double least = Double.POSITIVE_INFINITY;
            for (int c = 0; c < centers.length; c++) {
                double squares = 0;
                for (int d = 0; d < width; d++) {
                    double difference = vectors[i * width + d] - centers[c][d];
                    squares += difference * difference;
                }
                if (squares < least) {
                    least = squares;
                    nearest[i] = c;
                }
            }
        }
        return nearest;
    }

    /** Returns rows (N, D) as an array. */
    static NDArray array(float[] vectors, int width, NDManager manager) {
        return manager.create(vectors, new Shape(vectors.length / width, width));
    }
}
