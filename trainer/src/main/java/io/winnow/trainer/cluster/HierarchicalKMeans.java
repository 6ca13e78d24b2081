package io.winnow.trainer.cluster;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.models.loss.Losses;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.vectors.VectorTiles;
import io.winnow.trainer.workers.Place;
import io.winnow.trainer.workers.Workers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Two-level k-means for vectors that do not fit into memory. A first clustering, of a sample of the vectors, divides the space into cells.
 * One pass then writes the vectors of each cell to a file of its own, and each cell is clustered separately (UNICOM, arXiv 2304.05884,
 * section 3.1, clusters 400 million vectors in this way). The memory holds the centers, one tile and at most {@code vectors_at_once}
 * vectors; the disk holds a copy of all vectors.
 *
 * <p>On the CPU, the seed determines the result. On CUDA, results vary by rounding, because atomic sums (index_add) have no fixed order.
 */
public final class HierarchicalKMeans {
    /** Number of sampled vectors for each center of the first level. More vectors hardly change the centers. */
    private static final int SAMPLES_PER_CELL = 256;
    /** Total size of the buffers of the pass that writes the cells, in bytes: 64 MiB. */
    private static final int BUFFER_BYTES = 1 << 26;

    /** Stream from which the seed of the first level is drawn. */
    private static final long FIRST_LEVEL = 0;

    /** Stream from which the seed of each cell is drawn. */
    private static final long CELLS = 1;

    private final KMeansOptions options;
    private final KMeansOptions.Hierarchy hierarchy;
    private final long seed;

    public HierarchicalKMeans(KMeansOptions options, long seed) {
        this.options = options;
        this.seed = seed;
        hierarchy = options.hierarchy().orElseThrow();
    }

    /** Is informed of the progress of a clustering. An exception that it throws ends the clustering. */
    @FunctionalInterface
    public interface Listener {
        /** Called after each cell with the number of cells that have been clustered. */
        void cells(int done) throws IOException;

        /** Called after each iteration of the first level, counted from 1. */
        default void firstLevel(int iteration) throws IOException {}

        /** Called after each tile that was written to the files of the cells: {@code vectors} of {@code all} vectors are written. */
        default void written(long vectors, long all) throws IOException {}
    }

    /**
     * Clusters vectors. If the folder holds the files of an interrupted call with the same vectors, options and seed, the clustering
     * resumes from them and gives the same result as an uninterrupted one.
     *
     * @param folder folder for the files of the cells; the caller deletes it
     * @param manager the centers are attached to it
     * @return centers in the order of their cells. The objective compares each vector with the centers of its own cell only, and leaves out
     *     cells that are too small to have a center
     * @throws IllegalArgumentException if there are fewer vectors than centers
     */
    public Clusters fit(VectorTiles vectors, Path folder, NDManager manager, Listener listener) throws IOException {
        return fit(vectors, folder, manager, listener, Optional.empty());
    }

    /**
     * Clusters vectors as {@link #fit(VectorTiles, Path, NDManager, Listener)} does, with the same result.
     *
     * @param workers cluster the cells, which are files in a folder that all of them can read; empty for this process
     */
    public Clusters fit(
            VectorTiles vectors, Path folder, NDManager manager, Listener listener, Optional<Workers> workers)
            throws IOException {
        if (options.k() > vectors.rows()) {
            throw new IllegalArgumentException("k is " + options.k() + ", but there are only " + vectors.rows()
                    + " vectors to cluster. Lower k to at most this number.");
        }
        Files.createDirectories(folder);
        try (NDManager scope = manager.newSubManager()) {
            long[] sizes = cells(vectors, folder, scope, listener);
            int[] shares = shares(sizes, options.k());
            if (workers.isPresent()) {
                onWorkers(workers.get(), sizes, shares, folder);
            }
            NDList centers = new NDList();
            double objective = 0;
            long counted = 0;
            int iterations = 0;
            int reseeded = 0;
            for (int cell = 0; cell < sizes.length; cell++) {
                if (shares[cell] > 0) {
                    Path file = folder.resolve(cell + ".safetensors");
                    if (!Files.exists(file)) {
                        fitCell(folder.resolve(cell + ".f32"), sizes[cell], shares[cell], cell, file, scope);
                    }
                    NDArray own = SafeTensors.read(file, scope).get("centers");
                    centers.add(own);
                    Map<String, String> found = SafeTensors.metadata(file);
                    objective += Double.parseDouble(found.get("objective")) * sizes[cell];
                    counted += sizes[cell];
                    iterations = Math.max(iterations, Integer.parseInt(found.get("iterations")));
                    reseeded += Integer.parseInt(found.get("reseeded"));
                }
                listener.cells(cell + 1);
            }
            NDArray all = NDArrays.concat(centers);
            all.attach(manager);
            return new Clusters(all, objective / counted, iterations, reseeded);
        }
    }

    /**
     * Writes the vectors of each cell to its file and returns the number of vectors in each. The file of sizes is written last, so that its
     * existence shows that the other files are complete.
     */
    private long[] cells(VectorTiles vectors, Path folder, NDManager manager, Listener listener) throws IOException {
        Path done = folder.resolve("sizes.txt");
        if (Files.exists(done)) {
            return Files.readAllLines(done).stream().mapToLong(Long::parseLong).toArray();
        }
        try (NDManager scope = manager.newSubManager();
                Clusters first = new KMeans(options.flat(hierarchy.cells()), CounterRandom.key(seed, FIRST_LEVEL))
                        .fit(firstSample(vectors, scope), state -> listener.firstLevel(state.iteration()))) {
            CellFiles files = new CellFiles(folder, hierarchy.cells());
            int tile = KMeans.tileRows(hierarchy.cells(), manager.getDevice());
            for (long row = 0; row < vectors.rows(); row += tile) {
                int rows = (int) Math.min(tile, vectors.rows() - row);
                try (NDManager step = scope.newSubManager()) {
                    NDArray part = prepared(vectors.read(row, rows, step), step);
                    int[] cell = NearestCenters.find(VectorTiles.of(part), first.centers(), 1, options.metric());
                    files.add(part.toFloatArray(), cell);
                }
                listener.written(row + rows, vectors.rows());
            }
            long[] sizes = files.finish();
            AtomicFiles.write(
                    done, LongStream.of(sizes).mapToObj(Long::toString).collect(Collectors.joining("\n")));
            return sizes;
        }
    }

    private NDArray firstSample(VectorTiles vectors, NDManager scope) throws IOException {
        long wanted = Math.max(
                hierarchy.cells(), Math.min((long) SAMPLES_PER_CELL * hierarchy.cells(), hierarchy.vectorsAtOnce()));
        return evenly(vectors, (int) Math.min(vectors.rows(), wanted), scope);
    }

    /** Returns {@code count} evenly spaced vectors. */
    private static NDArray evenly(VectorTiles vectors, int count, NDManager scope) throws IOException {
        if (count == vectors.rows()) {
            return vectors.read(0, count, scope);
        }
        NDArray chosen = null;
        for (int i = 0; i < count; i++) {
            try (NDManager step = scope.newSubManager()) {
                NDArray row = vectors.read(i * vectors.rows() / count, 1, step);
                if (chosen == null) {
                    chosen = scope.zeros(new Shape(count, row.getShape().get(1)));
                }
                chosen.set(new NDIndex("{}:{}", i, i + 1), row);
            }
        }
        return chosen;
    }

    private NDArray prepared(NDArray tile, NDManager scope) {
        if (options.metric() != Metric.SPHERICAL) {
            return tile;
        }
        NDArray unit = Losses.unitRows(tile);
        unit.attach(scope);
        return unit;
    }

    /**
     * Distributes k centers among the cells in proportion to their sizes, by the D'Hondt method: each next center goes to the cell that
     * would then have the most vectors for each center. No cell gets more centers than it has vectors.
     */
    static int[] shares(long[] sizes, int k) {
        int[] shares = new int[sizes.length];
        PriorityQueue<Integer> most = new PriorityQueue<>(
                Comparator.comparingDouble((Integer cell) -> -(double) sizes[cell] / (shares[cell] + 1))
                        .thenComparingInt(cell -> cell));
        IntStream.range(0, sizes.length).filter(cell -> sizes[cell] > 0).forEach(most::add);
        for (int i = 0; i < k; i++) {
            int cell = most.remove();
            shares[cell]++;
            if (shares[cell] < sizes[cell]) {
                most.add(cell);
            }
        }
        return shares;
    }

    private void onWorkers(Workers workers, long[] sizes, int[] shares, Path folder) throws IOException {
        int[] missing = IntStream.range(0, sizes.length)
                .filter(cell -> shares[cell] > 0 && !Files.exists(folder.resolve(cell + ".safetensors")))
                .toArray();
        if (missing.length > 0) {
            KMeansOptions flat = options.flat(1);
            CellTask task = new CellTask(
                    flat.metric(),
                    flat.start(),
                    flat.method(),
                    flat.iterations(),
                    flat.tolerance(),
                    flat.miniBatch(),
                    hierarchy.vectorsAtOnce(),
                    seed,
                    folder.toAbsolutePath().toString(),
                    missing,
                    sizes,
                    shares);
            workers.map("k-means in cells", missing.length, false, task);
        }
    }

    /** Clusters a cell on a worker. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record CellTask(
            Metric metric,
            KMeansOptions.Start start,
            KMeansOptions.Method method,
            int iterations,
            double tolerance,
            int miniBatch,
            int vectorsAtOnce,
            long seed,
            String folder,
            int[] cells,
            long[] sizes,
            int[] shares)
            implements Workers.Task {
        @Override
        public byte[] run(int number, Place place) throws IOException {
            int cell = cells[number];
            KMeansOptions.Hierarchy two = new KMeansOptions.Hierarchy(1, vectorsAtOnce);
            HierarchicalKMeans own = new HierarchicalKMeans(
                    new KMeansOptions(
                            shares[cell], metric, start, method, iterations, tolerance, miniBatch, Optional.of(two)),
                    seed);
            Threads.use(place.processors());
            try (Autograd.Recording pause = Autograd.pause();
                    NDManager manager = NDManager.newBaseManager(Device.cpu())) {
                own.fitCell(
                        Path.of(folder).resolve(cell + ".f32"),
                        sizes[cell],
                        shares[cell],
                        cell,
                        Path.of(folder).resolve(cell + ".safetensors"),
                        manager);
            }
            return new byte[0];
        }
    }

    private void fitCell(Path file, long size, int share, int cell, Path target, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager();
                VectorTiles rows = VectorTiles.raw(file, size)) {
            int count = (int) Math.min(size, Math.max(share, hierarchy.vectorsAtOnce()));
            NDArray vectors = evenly(rows, count, scope);
            try (Clusters found =
                    new KMeans(options.flat(share), CounterRandom.key(seed, CELLS, cell)).fit(vectors, state -> {})) {
                Map<String, String> facts = Map.of(
                        "objective", Double.toString(found.objective()),
                        "iterations", Integer.toString(found.iterations()),
                        "reseeded", Integer.toString(found.reseeded()));
                AtomicFiles.write(
                        target, temporary -> SafeTensors.write(temporary, Map.of("centers", found.centers()), facts));
            }
        }
    }

    /**
     * Buffered files, one for each cell. Only one file is open at a time, since there may be more cells than a process may have open files.
     */
    private static final class CellFiles {
        private final Path folder;
        private final ByteBuffer[] buffers;
        private final long[] sizes;
        private final int bufferBytes;

        CellFiles(Path folder, int cells) throws IOException {
            this.folder = folder;
            buffers = new ByteBuffer[cells];
            sizes = new long[cells];
            bufferBytes = BUFFER_BYTES / cells;
            for (int cell = 0; cell < cells; cell++) {
                Files.deleteIfExists(file(cell));
            }
        }

        private Path file(int cell) {
            return folder.resolve(cell + ".f32");
        }

        void add(float[] values, int[] cellOf) throws IOException {
            int width = values.length / cellOf.length;
            for (int i = 0; i < cellOf.length; i++) {
                int cell = cellOf[i];
                if (buffers[cell] == null) {
                    buffers[cell] = ByteBuffer.allocate(Math.max(bufferBytes, width * Float.BYTES))
                            .order(ByteOrder.LITTLE_ENDIAN);
                }
                if (buffers[cell].remaining() < width * Float.BYTES) {
                    flush(cell);
                }
                for (int d = 0; d < width; d++) {
                    buffers[cell].putFloat(values[i * width + d]);
                }
                sizes[cell]++;
            }
        }

        private void flush(int cell) throws IOException {
            try (FileChannel channel =
                    FileChannel.open(file(cell), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                buffers[cell].flip();
                while (buffers[cell].hasRemaining()) {
                    channel.write(buffers[cell]);
                }
                buffers[cell].clear();
            }
        }

        long[] finish() throws IOException {
            for (int cell = 0; cell < buffers.length; cell++) {
                if (buffers[cell] != null) {
                    flush(cell);
                }
            }
            return sizes;
        }
    }
}
