package io.winnow.trainer.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.Optional;

/** Lloyd iterations on 60,000 x 128 vectors, k = 1000, beside the machine's matrix-product rate and a plain loop. Prints figures. */
public final class KMeansBenchmark {
    private static final int COUNT = 60_000;
    private static final int DIMENSION = 128;
    private static final int K = 1000;
    private static final int ITERATIONS = 10;
    /** Vectors of the plain loop, which would take minutes for all. */
    private static final int SAMPLE = 2_000;

    private KMeansBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.randomNormal(new Shape(COUNT, DIMENSION));
            KMeansOptions options = new KMeansOptions(
                    K,
                    Metric.EUCLIDEAN,
                    KMeansOptions.Start.RANDOM,
                    KMeansOptions.Method.LLOYD,
                    ITERATIONS,
                    0,
                    4096,
                    Optional.empty());
            double flop = 2.0 * COUNT * DIMENSION * K;
            for (int round = 0; round < 3; round++) {
                NDArray tile = vectors.get("0:16384");
                NDArray centers = vectors.get("0:" + K).transpose();
                long begin = System.nanoTime();
                for (int i = 0; i < 20; i++) {
                    tile.matMul(centers).close();
                }
                double product = 20 * 2.0 * 16384 * DIMENSION * K / ((System.nanoTime() - begin) / 1e9);
                begin = System.nanoTime();
                new KMeans(options, 1).fit(vectors, state -> {}).close();
                // The assignment after the last iteration is one more pass.
                double seconds = (System.nanoTime() - begin) / 1e9 / (ITERATIONS + 1);
                double plain = plain(vectors.toFloatArray(), centers.transpose().toFloatArray());
                System.out.printf(
                        "%.3f s an iteration, %.1f GFLOP/s, %.0f%% of the matrix product's %.1f; plain loop %.1f times slower%n",
                        seconds, flop / seconds / 1e9, 100 * flop / seconds / product, product / 1e9, plain / seconds);
            }
        }
    }

    /** Seconds of an iteration on one thread, from a part of the vectors. */
    private static double plain(float[] x, float[] centers) {
        long begin = System.nanoTime();
        int[] counts = new int[K];
        for (int i = 0; i < SAMPLE; i++) {
            int best = 0;
            float least = Float.POSITIVE_INFINITY;
            for (int c = 0; c < K; c++) {
                float sum = 0;
                for (int d = 0; d < DIMENSION; d++) {
                    float difference = x[i * DIMENSION + d] - centers[c * DIMENSION + d];
                    sum += difference * difference;
                }
                if (sum < least) {
                    least = sum;
                    best = c;
                }
            }
            counts[best]++;
        }
        double seconds = (System.nanoTime() - begin) / 1e9 * COUNT / SAMPLE;
        return counts[0] < 0 ? 0 : seconds;
    }
}
