package io.winnow.trainer.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.cluster.KMeansOptions.Hierarchy;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.vectors.Npy;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Measures the peak memory of a two-level clustering of vectors on disk. This is not a test: it prints its measurements and is meant to be
 * run for different numbers of vectors. Run it twice: {@code write FILE COUNT} writes random vectors, and {@code fit FILE} clusters them in
 * a process that has never held all of them. Use -Xmx to limit the Java heap as well.
 */
public final class HierarchicalKMeansBenchmark {
    private static final int DIMENSION = 128;
    private static final int K = 4000;
    private static final int CELLS = 64;
    private static final int AT_ONCE = 50_000;

    private HierarchicalKMeansBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        try (NDManager manager = NDManager.newBaseManager()) {
            if (arguments[0].equals("write")) {
                Npy.write(file, manager.randomNormal(new Shape(Long.parseLong(arguments[2]), DIMENSION)));
                return;
            }
            try (NDArray warm = manager.randomNormal(new Shape(64, DIMENSION));
                    Clusters small = new KMeans(options(4).flat(4), 1).fit(warm, state -> {})) {
                System.out.printf(
                        "objective %.4f of a small clustering that loads the native library%n", small.objective());
            }
            long before = peakMiB();
            Path cells = Files.createTempDirectory(file.toAbsolutePath().getParent(), "cells");
            long begin = System.nanoTime();
            try (VectorTiles vectors = VectorTiles.npy(file);
                    Clusters clusters =
                            new HierarchicalKMeans(options(K), 1).fit(vectors, cells, manager, done -> {})) {
                System.out.printf(
                        "%,d vectors of %d (%d MiB on disk), k %d, %d cells, %.0f s; peak resident %d MiB, %d before; reseeded %d%n",
                        vectors.rows(),
                        DIMENSION,
                        Files.size(file) >> 20,
                        K,
                        CELLS,
                        (System.nanoTime() - begin) / 1e9,
                        peakMiB(),
                        before,
                        clusters.reseeded());
            } finally {
                AtomicFiles.delete(cells);
            }
        }
    }

    private static KMeansOptions options(int k) {
        return new KMeansOptions(
                k,
                Metric.SPHERICAL,
                KMeansOptions.Start.RANDOM,
                KMeansOptions.Method.LLOYD,
                10,
                1e-3,
                4096,
                Optional.of(new Hierarchy(Math.min(k, CELLS), AT_ONCE)));
    }

    private static long peakMiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElse(0);
    }
}
