package io.winnow.trainer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.cluster.KMeansOptions.Method;
import io.winnow.trainer.cluster.KMeansOptions.Start;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.vectors.Npy;
import io.winnow.trainer.vectors.VectorTiles;
import io.winnow.trainer.workers.OneProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DistributedKMeansTest {
    /** With k = 2000 a tile has 8388 rows, so these are three ranges. */
    private static final int COUNT = 20_000;

    private static final int K = 2000;

    @TempDir
    Path folder;

    private static KMeansOptions options(Metric metric) {
        return new KMeansOptions(K, metric, Start.RANDOM, Method.LLOYD, 4, 0, 64, Optional.empty());
    }

    private Path file(NDManager manager) throws IOException {
        manager.getEngine().setRandomSeed(4);
        Path file = folder.resolve("vectors.npy");
        Npy.write(file, manager.randomNormal(new Shape(COUNT, 3)));
        return file;
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void isTheClusteringOfOneProcessButForRounding(Metric metric) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Path file = file(manager);
            NDArray vectors = Npy.read(file, manager);
            Clusters alone = new KMeans(options(metric), 1).fit(vectors, state -> {});
            Clusters distributed = new DistributedKMeans(
                            options(metric), 1, new OneProcess(3), file, folder.resolve("ranges"))
                    .fit(null, state -> {}, manager);
            assertThat(TileRanges.of(COUNT, K)).containsExactly(0, 8388, 16776, COUNT);
            assertThat(distributed.centers().toFloatArray())
                    .containsExactly(alone.centers().toFloatArray(), within(1e-5f));
            assertThat(distributed.objective()).isCloseTo(alone.objective(), within(1e-7));
            assertThat(distributed.reseeded()).isEqualTo(alone.reseeded());
        }
    }

    @Test
    void rangesHaveSeveralVectorsForEachCenter() {
        int tile = 3355;
        assertThat(TileRanges.of(500_000, 5_000)).hasSize(26).startsWith(0, 6 * tile, 12 * tile);
        assertThat(TileRanges.of(400_000_000, 1_000_000)).hasSize(257).endsWith(400_000_000);
    }

    @Test
    void continuesFromAStateBitForBit() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Path file = file(manager);
            DistributedKMeans clustering = new DistributedKMeans(
                    options(Metric.SPHERICAL), 1, new OneProcess(2), file, folder.resolve("ranges"));
            float[] whole = clustering.fit(null, state -> {}, manager).centers().toFloatArray();
            KMeans.State[] saved = new KMeans.State[1];
            assertThatThrownBy(() -> clustering.fit(
                            null,
                            state -> {
                                if (state.iteration() == 2) {
                                    NDArray centers = state.centers().duplicate();
                                    centers.attach(manager);
                                    saved[0] = new KMeans.State(
                                            2,
                                            centers,
                                            null,
                                            0,
                                            0,
                                            state.reseeded(),
                                            state.assignment().clone());
                                    throw new StoppedException("test");
                                }
                            },
                            manager))
                    .isInstanceOf(StoppedException.class);
            DistributedKMeans elsewhere = new DistributedKMeans(
                    options(Metric.SPHERICAL), 1, new OneProcess(5), file, folder.resolve("other"));
            assertThat(elsewhere.fit(saved[0], state -> {}, manager).centers().toFloatArray())
                    .containsExactly(whole);
        }
    }

    @Test
    void nearestCentersAreThoseOfOneProcessAndFilesThatAreThereStay() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Path file = file(manager);
            NDArray centers = Npy.read(file, manager).get("0:" + K);
            int[] expected;
            try (VectorTiles tiles = VectorTiles.npy(file)) {
                expected = NearestCenters.find(tiles, centers, 3, Metric.EUCLIDEAN);
            }
            DistributedNearest search = new DistributedNearest(new OneProcess(2), file, folder.resolve("nearest"));
            List<Path> parts = search.find(centers, 3, Metric.EUCLIDEAN);
            ByteBuffer all = ByteBuffer.allocate(COUNT * 3 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (Path part : parts) {
                all.put(Files.readAllBytes(part));
            }
            int[] found = new int[COUNT * 3];
            all.flip().asIntBuffer().get(found);
            assertThat(found).containsExactly(expected);

            Files.write(parts.get(1), new byte[] {1});
            Files.delete(parts.get(2));
            search.find(centers, 3, Metric.EUCLIDEAN);
            assertThat(parts.get(1)).hasSize(1);
            assertThat(parts.get(2)).hasSize((COUNT - 16776L) * 3 * Integer.BYTES);
        }
    }

    @Test
    void cellsOnWorkersGiveTheSameCenters() throws IOException {
        KMeansOptions two = new KMeansOptions(
                60,
                Metric.EUCLIDEAN,
                Start.PLUS_PLUS,
                Method.LLOYD,
                5,
                0,
                64,
                Optional.of(new KMeansOptions.Hierarchy(6, 1000)));
        HierarchicalKMeans.Listener silent = done -> {};
        try (NDManager manager = NDManager.newBaseManager();
                VectorTiles tiles = VectorTiles.npy(file(manager))) {
            Clusters alone = new HierarchicalKMeans(two, 1).fit(tiles, folder.resolve("a"), manager, silent);
            Clusters distributed = new HierarchicalKMeans(two, 1)
                    .fit(tiles, folder.resolve("b"), manager, silent, Optional.of(new OneProcess(2)));
            assertThat(distributed.centers().toFloatArray())
                    .containsExactly(alone.centers().toFloatArray());
            assertThat(distributed.objective()).isEqualTo(alone.objective());
        }
    }
}
