package io.winnow.trainer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.cluster.KMeansOptions.Method;
import io.winnow.trainer.cluster.KMeansOptions.Start;
import io.winnow.trainer.engine.LiveArrays;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KMeansTest {
    private static final int DIMENSION = 5;

    private static float[] blobs(int count, int blobs, double spread) {
        float[] values = new float[count * DIMENSION];
        for (int i = 0; i < count; i++) {
            CounterRandom center = CounterRandom.of(3, i % blobs);
            CounterRandom noise = CounterRandom.of(4, i);
            for (int d = 0; d < DIMENSION; d++) {
                values[i * DIMENSION + d] = (float) (center.nextDouble(-3, 3) + spread * noise.nextDouble(-1, 1));
            }
        }
        return values;
    }

    private static KMeansOptions options(int k, Metric metric, Start start, Method method, int iterations) {
        return new KMeansOptions(k, metric, start, method, iterations, 0, 64, Optional.empty());
    }

    private static double distance(float[] x, int row, double[] center) {
        double sum = 0;
        for (int d = 0; d < DIMENSION; d++) {
            double difference = x[row * DIMENSION + d] - center[d];
            sum += difference * difference;
        }
        return sum;
    }

    /** A plain implementation of Lloyd's algorithm that starts from given centers. */
    private static double[][] lloyd(float[] x, double[][] start, int iterations, boolean spherical) {
        double[][] centers = start;
        int rows = x.length / DIMENSION;
        for (int t = 0; t < iterations; t++) {
            double[][] sums = new double[centers.length][DIMENSION];
            int[] counts = new int[centers.length];
            for (int i = 0; i < rows; i++) {
                int best = 0;
                for (int c = 1; c < centers.length; c++) {
                    best = distance(x, i, centers[c]) < distance(x, i, centers[best]) ? c : best;
                }
                counts[best]++;
                for (int d = 0; d < DIMENSION; d++) {
                    sums[best][d] += x[i * DIMENSION + d];
                }
            }
            for (int c = 0; c < centers.length; c++) {
                double scale = spherical
                        ? Math.sqrt(Arrays.stream(sums[c]).map(v -> v * v).sum())
                        : counts[c];
                for (int d = 0; d < DIMENSION; d++) {
                    sums[c][d] /= scale;
                }
            }
            centers = sums;
        }
        return centers;
    }

    private static double[][] rows(float[] values) {
        double[][] rows = new double[values.length / DIMENSION][DIMENSION];
        for (int i = 0; i < values.length; i++) {
            rows[i / DIMENSION][i % DIMENSION] = values[i];
        }
        return rows;
    }

    private static void normalise(float[] x) {
        for (int row = 0; row < x.length; row += DIMENSION) {
            double square = 0;
            for (int d = 0; d < DIMENSION; d++) {
                square += x[row + d] * x[row + d];
            }
            for (int d = 0; d < DIMENSION; d++) {
                x[row + d] /= (float) Math.sqrt(square);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void iterationsFollowLloydsAlgorithm(Metric metric) throws IOException {
        float[] x = blobs(300, 12, 1.5);
        if (metric == Metric.SPHERICAL) {
            normalise(x);
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(x, new Shape(300, DIMENSION));
            List<float[]> path = new ArrayList<>();
            try (Clusters clusters = new KMeans(options(6, metric, Start.PLUS_PLUS, Method.LLOYD, 5), 9)
                    .fit(vectors, state -> path.add(state.centers().toFloatArray()))) {
                double[][] expected = lloyd(x, rows(path.get(0)), 4, metric == Metric.SPHERICAL);
                double[][] found = rows(clusters.centers().toFloatArray());
                for (int c = 0; c < 6; c++) {
                    assertThat(found[c]).containsExactly(expected[c], within(1e-5));
                }
                int[] nearest = NearestCenters.find(VectorTiles.of(vectors), clusters.centers(), 1, metric);
                double sum = 0;
                for (int i = 0; i < 300; i++) {
                    double least = Double.POSITIVE_INFINITY;
                    for (double[] center : expected) {
                        least = Math.min(least, distance(x, i, center));
                    }
                    assertThat(distance(x, i, expected[nearest[i]])).isCloseTo(least, within(1e-5));
                    sum += least;
                }
                double objective = metric == Metric.SPHERICAL ? sum / 600 : sum / 300;
                assertThat(clusters.objective()).isCloseTo(objective, within(1e-5));
            }
        }
    }

    @Test
    void theObjectiveNeverRises() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(blobs(500, 30, 2), new Shape(500, DIMENSION));
            List<Double> objectives = new ArrayList<>();
            new KMeans(options(20, Metric.EUCLIDEAN, Start.RANDOM, Method.LLOYD, 15), 1)
                    .fit(vectors, state -> objectives.add(state.objective()))
                    .close();
            for (int i = 1; i < objectives.size(); i++) {
                assertThat(objectives.get(i)).isLessThanOrEqualTo(objectives.get(i - 1) + 1e-5);
            }
        }
    }

    @Test
    void plusPlusFindsSeparateBlobs() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(blobs(400, 8, 0.05), new Shape(400, DIMENSION));
            try (Clusters clusters = new KMeans(options(8, Metric.EUCLIDEAN, Start.PLUS_PLUS, Method.LLOYD, 10), 1)
                    .fit(vectors, state -> {})) {
                int[] blob = new int[400];
                Arrays.setAll(blob, i -> i % 8);
                int[] nearest = NearestCenters.find(VectorTiles.of(vectors), clusters.centers(), 1, Metric.EUCLIDEAN);
                assertThat(new ClusterAgreement(nearest, blob).purity()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void interruptedEqualsUninterrupted(Method method) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(blobs(500, 30, 2), new Shape(500, DIMENSION));
            KMeans kMeans = new KMeans(options(10, Metric.SPHERICAL, Start.RANDOM, method, 12), 2);
            List<KMeans.State> saved = new ArrayList<>();
            try (Clusters whole = kMeans.fit(vectors, state -> {
                if (state.iteration() == 5) {
                    saved.add(copy(state, manager));
                }
            })) {
                try (Clusters parts = kMeans.fit(vectors, saved.get(0), state -> {})) {
                    assertThat(parts.centers().toFloatArray())
                            .containsExactly(whole.centers().toFloatArray());
                }
            }
        }
    }

    private static KMeans.State copy(KMeans.State state, NDManager manager) {
        NDArray centers = state.centers().duplicate();
        NDArray weights = state.weights().duplicate();
        centers.attach(manager);
        weights.attach(manager);
        return new KMeans.State(
                state.iteration(),
                centers,
                weights,
                0,
                0,
                state.reseeded(),
                state.assignment().clone());
    }

    /** Interruptions include one right before the last iteration, whose few changes of centers end the clustering. */
    @Test
    void aResumedClusteringSettlesAtTheSameIteration() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(blobs(500, 30, 2), new Shape(500, DIMENSION));
            KMeansOptions options = new KMeansOptions(
                    10, Metric.EUCLIDEAN, Start.RANDOM, Method.LLOYD, 100, 0.03, 64, Optional.empty());
            KMeans kMeans = new KMeans(options, 2);
            List<KMeans.State> saved = new ArrayList<>();
            try (Clusters whole = kMeans.fit(vectors, state -> saved.add(copy(state, manager)))) {
                assertThat(whole.iterations()).isBetween(4, 99);
                for (KMeans.State from : saved.subList(0, saved.size() - 1)) {
                    try (Clusters parts = kMeans.fit(vectors, from, state -> {})) {
                        assertThat(parts.iterations()).isEqualTo(whole.iterations());
                        assertThat(parts.centers().toFloatArray())
                                .containsExactly(whole.centers().toFloatArray());
                    }
                }
            }
        }
    }

    /** Follows algorithm 1 of Sculley 2010 batch by batch: a center is the mean of all vectors that were ever assigned to it. */
    @Test
    void miniBatchesUpdateCentersToMeansOfAllAssignedVectors() throws IOException {
        int seed = 7;
        float[] x = blobs(200, 6, 1);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(x, new Shape(200, DIMENSION));
            List<KMeans.State> states = new ArrayList<>();
            new KMeans(options(5, Metric.EUCLIDEAN, Start.RANDOM, Method.MINI_BATCH, 6), seed)
                    .fit(vectors, state -> states.add(copy(state, manager)))
                    .close();
            for (int t = 1; t < 6; t++) {
                double[][] before = rows(states.get(t - 1).centers().toFloatArray());
                float[] given = states.get(t - 1).weights().toFloatArray();
                double[][] expected = new double[5][];
                double[] count = new double[5];
                for (int c = 0; c < 5; c++) {
                    double weight = given[c];
                    expected[c] = Arrays.stream(before[c]).map(v -> v * weight).toArray();
                    count[c] = weight;
                }
                CounterRandom batch = CounterRandom.of(seed, 2, t);
                for (int i = 0; i < 64; i++) {
                    int row = batch.nextInt(200);
                    int best = 0;
                    for (int c = 1; c < 5; c++) {
                        best = distance(x, row, before[c]) < distance(x, row, before[best]) ? c : best;
                    }
                    count[best]++;
                    for (int d = 0; d < DIMENSION; d++) {
                        expected[best][d] += x[row * DIMENSION + d];
                    }
                }
                double[][] actual = rows(states.get(t).centers().toFloatArray());
                for (int c = 0; c < 5; c++) {
                    for (int d = 0; d < DIMENSION; d++) {
                        assertThat(actual[c][d]).isCloseTo(expected[c][d] / count[c], within(1e-4));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void emptyCentersAreReseeded(Method method) throws IOException {
        float[] x = new float[40 * DIMENSION];
        for (int i = 0; i < 40; i++) {
            x[i * DIMENSION] = i < 37 ? 1 : 10 * i;
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(x, new Shape(40, DIMENSION));
            try (Clusters clusters =
                    new KMeans(options(4, Metric.EUCLIDEAN, Start.RANDOM, method, 10), 5).fit(vectors, state -> {})) {
                assertThat(NearestCenters.find(VectorTiles.of(vectors), clusters.centers(), 1, Metric.EUCLIDEAN))
                        .contains(0, 1, 2, 3);
                assertThat(clusters.reseeded()).isPositive();
                if (method == Method.LLOYD) { // with mini-batches, earlier vectors still contribute to a center
                    assertThat(clusters.objective()).isCloseTo(0, within(1e-3));
                }
            }
        }
    }

    @Test
    void moreCentersThanVectorsIsAnError() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.ones(new Shape(3, DIMENSION));
            assertThatThrownBy(() -> new KMeans(options(4, Metric.EUCLIDEAN, Start.RANDOM, Method.LLOYD, 1), 5)
                            .fit(vectors, state -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("k is 4")
                    .hasMessageContaining("only 3 vectors");
        }
    }

    @Test
    void nearestCentersEqualThoseOfBruteForce() throws IOException {
        float[] x = blobs(50, 50, 1);
        float[] c = blobs(9, 9, 1);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(x, new Shape(50, DIMENSION));
            NDArray centers = manager.create(c, new Shape(9, DIMENSION));
            int before = LiveArrays.below(manager);
            int[] nearest = NearestCenters.find(VectorTiles.of(vectors), centers, 3, Metric.EUCLIDEAN);
            assertThat(LiveArrays.below(manager)).isEqualTo(before);
            double[][] rows = rows(c);
            for (int i = 0; i < 50; i++) {
                int row = i;
                Integer[] order = new Integer[9];
                Arrays.setAll(order, j -> j);
                Arrays.sort(order, (a, b) -> Double.compare(distance(x, row, rows[a]), distance(x, row, rows[b])));
                assertThat(Arrays.copyOfRange(nearest, 3 * i, 3 * i + 3)).containsExactly(order[0], order[1], order[2]);
            }
        }
    }

    @Test
    void whitenedVectorsHaveNoCorrelation() {
        float[] x = blobs(400, 400, 1);
        for (int i = 0; i < 400; i++) {
            x[i * DIMENSION + 1] += 3 * x[i * DIMENSION];
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(x, new Shape(400, DIMENSION));
            float[] white = new FeatureTransform.PcaWhiten(3, 0).apply(vectors).toFloatArray();
            double[][] covariance = new double[3][3];
            for (int i = 0; i < 400; i++) {
                for (int a = 0; a < 3; a++) {
                    for (int b = 0; b < 3; b++) {
                        covariance[a][b] += white[i * 3 + a] * white[i * 3 + b] / 400;
                    }
                }
            }
            for (int a = 0; a < 3; a++) {
                // Scaling to unit length comes last, so the variances are not exactly equal. Without whitening they
                // differ by a factor of 10.
                assertThat(covariance[a][a]).isCloseTo(1.0 / 3, within(0.15));
                assertThat(covariance[a][(a + 1) % 3]).isCloseTo(0, within(0.05));
            }
        }
    }

    @Test
    void aTileHasMoreRowsOnAGpuAndAtLeastOne() {
        assertThat(KMeans.tileRows(1 << 20, Device.cpu())).isEqualTo(16);
        assertThat(KMeans.tileRows(1 << 20, Device.gpu())).isEqualTo(256);
        assertThat(KMeans.tileRows(1L << 30, Device.gpu())).isEqualTo(1);
        assertThat(KMeans.tileRows(10, Device.gpu())).isEqualTo(KMeans.tileRows(10, Device.cpu()));
    }

    @Test
    void agreementEqualsTheTextbookExample() {
        // Manning, Raghavan and Schuetze, Introduction to Information Retrieval, figure 16.4: 17 points with purity
        // 12/17 and NMI 0.36.
        int[] clusters = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2};
        int[] classes = {0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 2, 0, 0, 2, 2, 2};
        ClusterAgreement agreement = new ClusterAgreement(clusters, classes);
        assertThat(agreement.purity()).isCloseTo(12.0 / 17, within(1e-12));
        assertThat(agreement.normalizedMutualInformation()).isCloseTo(0.36, within(0.005));
        // The same example in the book has TP + FP = 40, TP = 20 and TP + FN = 44, among 136 pairs.
        assertThat(agreement.adjustedRand()).isCloseTo((20 - 40 * 44 / 136.0) / (42 - 40 * 44 / 136.0), within(1e-12));
    }
}
