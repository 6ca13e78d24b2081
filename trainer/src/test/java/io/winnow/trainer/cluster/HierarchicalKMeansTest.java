package io.winnow.trainer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.cluster.KMeansOptions.Hierarchy;
import io.winnow.trainer.cluster.KMeansOptions.Method;
import io.winnow.trainer.cluster.KMeansOptions.Start;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.vectors.Npy;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HierarchicalKMeansTest {
    private static final int COUNT = 3000;
    private static final int DIMENSION = 6;

    @TempDir
    Path folder;

    private static KMeansOptions options(int k, Metric metric, int cells, int vectorsAtOnce) {
        return new KMeansOptions(
                k, metric, Start.RANDOM, Method.LLOYD, 20, 0, 64, Optional.of(new Hierarchy(cells, vectorsAtOnce)));
    }

    private static NDArray vectors(NDManager manager) {
        manager.getEngine().setRandomSeed(4);
        return manager.randomNormal(new Shape(COUNT, DIMENSION));
    }

    private static double flat(NDArray vectors, int k) throws IOException {
        KMeansOptions plain =
                new KMeansOptions(k, Metric.EUCLIDEAN, Start.RANDOM, Method.LLOYD, 20, 0, 64, Optional.empty());
        try (Clusters clusters = new KMeans(plain, 1).fit(vectors, state -> {})) {
            return clusters.objective();
        }
    }

    /** Computes the mean squared distance to the nearest center by brute force. */
    private static double distortion(NDArray vectors, NDArray centers) {
        float[] x = vectors.toFloatArray();
        float[] c = centers.toFloatArray();
        return IntStream.range(0, COUNT)
                .mapToDouble(i -> IntStream.range(0, c.length / DIMENSION)
                        .mapToDouble(j -> IntStream.range(0, DIMENSION)
                                .mapToDouble(d -> Math.pow(x[i * DIMENSION + d] - c[j * DIMENSION + d], 2))
                                .sum())
                        .min()
                        .orElseThrow())
                .average()
                .orElseThrow();
    }

    /** Vectors are read from a file. The two-level clustering is nearly as good as one over all vectors at once. */
    @Test
    void isNearlyAsGoodAsOneLevel() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = vectors(manager);
            Npy.write(folder.resolve("vectors.npy"), vectors);
            try (VectorTiles tiles = VectorTiles.npy(folder.resolve("vectors.npy"));
                    Clusters clusters = new HierarchicalKMeans(options(60, Metric.EUCLIDEAN, 8, 100_000), 1)
                            .fit(tiles, folder.resolve("cells"), manager, done -> {})) {
                assertThat(clusters.centers().getShape()).isEqualTo(new Shape(60, DIMENSION));
                assertThat(distortion(vectors, clusters.centers())).isLessThan(1.06 * flat(vectors, 60));
                assertThat(NearestCenters.find(tiles, clusters.centers(), 1, Metric.EUCLIDEAN))
                        .contains(IntStream.range(0, 60).toArray());
            }
        }
    }

    /** Of a cell with more vectors than {@code vectors_at_once}, a sample is clustered. */
    @Test
    void aLargeCellIsSampled() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = vectors(manager);
            try (Clusters clusters = new HierarchicalKMeans(options(60, Metric.EUCLIDEAN, 4, 200), 1)
                    .fit(VectorTiles.of(vectors), folder.resolve("cells"), manager, done -> {})) {
                assertThat(distortion(vectors, clusters.centers())).isLessThan(1.3 * flat(vectors, 60));
            }
        }
    }

    @Test
    void interruptedEqualsUninterrupted() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            VectorTiles vectors = VectorTiles.of(vectors(manager));
            HierarchicalKMeans method = new HierarchicalKMeans(options(40, Metric.SPHERICAL, 5, 100_000), 1);
            Path cells = folder.resolve("stopped");
            assertThatThrownBy(() -> method.fit(vectors, cells, manager, done -> {
                        if (done == 2) {
                            throw new StoppedException("asked to");
                        }
                    }))
                    .isInstanceOf(StoppedException.class);
            assertThat(cells.resolve("1.safetensors")).exists();
            // This time stamp would change if the file were written again instead of being reused.
            Files.setLastModifiedTime(cells.resolve("1.safetensors"), FileTime.fromMillis(1000));
            try (Clusters resumed = method.fit(vectors, cells, manager, done -> {});
                    Clusters whole = method.fit(vectors, folder.resolve("whole"), manager, done -> {})) {
                assertThat(resumed.centers().toFloatArray())
                        .containsExactly(whole.centers().toFloatArray());
                assertThat(Files.getLastModifiedTime(cells.resolve("1.safetensors"))
                                .toMillis())
                        .isEqualTo(1000);
            }
        }
    }

    /** A listener that records its calls as lines, and stops the clustering at the line {@code last}. */
    private record RecordingListener(List<String> lines, String last) implements HierarchicalKMeans.Listener {
        private void add(String line) {
            lines.add(line);
            if (line.equals(last)) {
                throw new StoppedException(line);
            }
        }

        @Override
        public void firstLevel(int iteration) {
            add("iteration " + iteration);
        }

        @Override
        public void written(long vectors, long all) {
            add(vectors + " of " + all);
        }

        @Override
        public void cells(int done) {
            add("cell " + done);
        }
    }

    @Test
    void theFirstLevelReportsItsProgressAndCanBeStopped() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            VectorTiles vectors = VectorTiles.of(vectors(manager));
            HierarchicalKMeans method = new HierarchicalKMeans(options(40, Metric.EUCLIDEAN, 3, 100_000), 1);
            RecordingListener listener = new RecordingListener(new ArrayList<>(), "");
            try (Clusters whole = method.fit(vectors, folder.resolve("whole"), manager, listener)) {
                int iterations = listener.lines().indexOf("3000 of 3000");
                assertThat(iterations).isPositive();
                assertThat(listener.lines().subList(0, iterations))
                        .isEqualTo(IntStream.rangeClosed(1, iterations)
                                .mapToObj(i -> "iteration " + i)
                                .toList());
                assertThat(listener.lines()
                                .subList(iterations + 1, listener.lines().size()))
                        .containsExactly("cell 1", "cell 2", "cell 3");
                for (String last : List.of("iteration 2", "3000 of 3000")) {
                    Path cells = folder.resolve(last);
                    assertThatThrownBy(() ->
                                    method.fit(vectors, cells, manager, new RecordingListener(new ArrayList<>(), last)))
                            .isInstanceOf(StoppedException.class)
                            .hasMessage(last);
                    try (Clusters resumed = method.fit(vectors, cells, manager, done -> {})) {
                        assertThat(resumed.centers().toFloatArray())
                                .containsExactly(whole.centers().toFloatArray());
                    }
                }
            }
        }
    }

    @Test
    void centersAreDistributedInProportionToVectors() {
        assertThat(HierarchicalKMeans.shares(new long[] {600, 300, 100, 0}, 10)).containsExactly(6, 3, 1, 0);
        assertThat(HierarchicalKMeans.shares(new long[] {2, 900}, 4)).containsExactly(0, 4);
        assertThat(HierarchicalKMeans.shares(new long[] {2, 3}, 5)).containsExactly(2, 3);
    }

    @Test
    void moreCentersThanVectorsIsAnError() {
        try (NDManager manager = NDManager.newBaseManager()) {
            VectorTiles vectors = VectorTiles.of(manager.ones(new Shape(3, 2)));
            assertThatThrownBy(() -> new HierarchicalKMeans(options(4, Metric.EUCLIDEAN, 2, 10), 1)
                            .fit(vectors, folder, manager, done -> {}))
                    .hasMessageContaining("only 3 vectors");
        }
    }
}
