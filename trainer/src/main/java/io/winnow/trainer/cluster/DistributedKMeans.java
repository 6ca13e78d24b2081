package io.winnow.trainer.cluster;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.Tensors;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.vectors.VectorTiles;
import io.winnow.trainer.workers.Place;
import io.winnow.trainer.workers.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Lloyd's algorithm on workers. Each task assigns a range of the vectors to their nearest centers and sums them, tile by tile; the sums are
 * added in a tree. It starts and ends as {@link KMeans} does and gives the same centers but for the rounding of sums. The ranges depend on the
 * numbers of vectors and centers alone, so that the result does not depend on the number of workers.
 *
 * @param options a clustering by {@link KMeansOptions.Method#LLOYD} in one level, from {@link KMeansOptions.Start#RANDOM}
 * @param vectors file with the vectors (N, D), in .npy, which all workers can read
 * @param folder folder for files in which tasks of one iteration leave what those of the next one need; the caller deletes it
 */
public record DistributedKMeans(KMeansOptions options, long seed, Workers workers, Path vectors, Path folder) {
    /** Whether a clustering can be computed so; others are left to one process. */
    public static boolean supports(KMeansOptions options) {
        return options.method() == KMeansOptions.Method.LLOYD
                && options.start() == KMeansOptions.Start.RANDOM
                && options.hierarchy().isEmpty();
    }

    /**
     * Clusters the vectors.
     *
     * @param from state of an earlier call, or null to start anew
     * @param manager the centers are attached to it
     */
    public Clusters fit(KMeans.State from, KMeans.Listener listener, NDManager manager) throws IOException {
        Files.createDirectories(folder);
        KMeans local = new KMeans(options, seed);
        try (VectorTiles tiles = VectorTiles.npy(vectors);
                NDManager scope = manager.newSubManager()) {
            int count = Math.toIntExact(tiles.rows());
            if (options.k() > count) {
                throw new IllegalArgumentException("k is " + options.k() + ", but there are only " + count
                        + " vectors to cluster. Lower k to at most this number.");
            }
            int[] begins = TileRanges.of(count, options.k());
            int iteration = from == null ? 0 : from.iteration();
            int reseeded = from == null ? 0 : from.reseeded();
            NDArray centers = from == null
                    ? rows(tiles, local.randomStart(count), scope)
                    : from.centers().duplicate();
            centers.attach(scope);
            int[] assignment = from == null ? filled(count) : from.assignment().clone();
            for (int range = 0; range + 1 < begins.length; range++) {
                RangeFile.write(
                        file(range, iteration),
                        Arrays.copyOfRange(assignment, begins[range], begins[range + 1]),
                        new float[0]);
            }
            boolean spherical = options.metric() == Metric.SPHERICAL;
            boolean settled = false;
            while (iteration < options.iterations() && !settled) {
                RangeSums sums = pass(begins, centers, iteration);
                float[] counts = sums.counts();
                try (NDManager step = scope.newSubManager()) {
                    NDArray next = KmeansScript.means(
                            centers, step.create(sums.sums(), centers.getShape()), step.create(counts), spherical);
                    next.attach(step);
                    Tensors.copy(next, centers);
                    long[] empty = KMeans.empty(counts);
                    float[] distances = read(begins, iteration + 1, assignment, empty.length > 0);
                    if (empty.length > 0) {
                        KmeansScript.put(
                                centers,
                                step.create(empty),
                                rows(tiles, KMeans.farthest(distances, empty.length), step));
                        reseeded += empty.length;
                    }
                }
                delete(begins.length - 1, iteration);
                iteration++;
                NDArray weights = scope.create(counts);
                listener.iteration(new KMeans.State(
                        iteration,
                        centers,
                        weights,
                        local.objective(sums.distance() / count),
                        (int) sums.moved(),
                        reseeded,
                        assignment));
                weights.close();
                settled = sums.moved() < Math.max(1, options.tolerance() * count);
            }
            RangeSums last = pass(begins, centers, iteration);
            NDArray result = centers.duplicate();
            result.attach(manager);
            return new Clusters(result, local.objective(last.distance() / count), iteration, reseeded);
        }
    }

    private static int[] filled(int count) {
        int[] none = new int[count];
        Arrays.fill(none, -1);
        return none;
    }

    private Path file(int range, int iteration) {
        return folder.resolve(range + "-" + iteration + ".bin");
    }

    private RangeSums pass(int[] begins, NDArray centers, int iteration) throws IOException {
        Task task = new Task(
                options.k(),
                options.metric(),
                vectors.toAbsolutePath().toString(),
                folder.toAbsolutePath().toString(),
                begins,
                centers.toFloatArray(),
                iteration);
        return RangeSums.of(workers.reduce("k-means", begins.length - 1, false, task, RangeSums::combine));
    }

    /** Reads the assignment of all vectors after an iteration, and their distances if they are wanted. */
    private float[] read(int[] begins, int iteration, int[] assignment, boolean wanted) throws IOException {
        float[] distances = new float[wanted ? assignment.length : 0];
        for (int range = 0; range + 1 < begins.length; range++) {
            int rows = begins[range + 1] - begins[range];
            RangeFile file = RangeFile.read(file(range, iteration), rows);
            System.arraycopy(file.assignment(), 0, assignment, begins[range], rows);
            if (wanted) {
                System.arraycopy(file.distances(), 0, distances, begins[range], rows);
            }
        }
        return distances;
    }

    private void delete(int ranges, int iteration) throws IOException {
        for (int range = 0; range < ranges; range++) {
            Files.deleteIfExists(file(range, iteration));
        }
    }

    /** Reads some vectors, of unit length if the metric is spherical. */
    private NDArray rows(VectorTiles tiles, int[] numbers, NDManager scope) throws IOException {
        float[] values = new float[0];
        int width = 0;
        for (int i = 0; i < numbers.length; i++) {
            try (NDManager step = scope.newSubManager()) {
                float[] row = tiles.read(numbers[i], 1, step).toFloatArray();
                if (i == 0) {
                    width = row.length;
                    values = new float[numbers.length * width];
                }
                System.arraycopy(row, 0, values, i * width, width);
            }
        }
        return prepared(scope.create(values, new Shape(numbers.length, width)), options.metric(), scope);
    }

    private static NDArray prepared(NDArray rows, Metric metric, NDManager scope) {
        if (metric != Metric.SPHERICAL) {
            return rows;
        }
        NDArray unit = Losses.unitRows(rows);
        unit.attach(scope);
        return unit;
    }

    /** Assigns the vectors of a range. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Task(
            int k, Metric metric, String vectors, String folder, int[] begins, float[] centers, int iteration)
            implements Workers.Task {
        @Override
        public byte[] run(int number, Place place) throws IOException {
            Threads.use(place.processors());
            int begin = begins[number];
            int rows = begins[number + 1] - begin;
            int[] assignment = RangeFile.read(Path.of(folder).resolve(number + "-" + iteration + ".bin"), rows)
                    .assignment();
            KMeansOptions options = new KMeansOptions(
                    k, metric, KMeansOptions.Start.RANDOM, KMeansOptions.Method.LLOYD, 1, 0, 1, Optional.empty());
            try (Autograd.Recording pause = Autograd.pause();
                    VectorTiles tiles = VectorTiles.npy(Path.of(vectors));
                    NDManager scope = NDManager.newBaseManager(Device.cpu())) {
                NDArray part = prepared(tiles.read(begin, rows, scope), metric, scope);
                NDArray now = scope.create(centers, new Shape(k, centers.length / k));
                KMeans.Pass pass = new KMeans(options, 0).pass(scope, part, now, assignment);
                RangeFile.write(
                        Path.of(folder).resolve(number + "-" + (iteration + 1) + ".bin"), assignment, pass.distances());
                return new RangeSums(
                                pass.sums().toFloatArray(),
                                pass.counts().toFloatArray(),
                                pass.objective() * rows,
                                pass.moved())
                        .toBytes();
            }
        }
    }
}
