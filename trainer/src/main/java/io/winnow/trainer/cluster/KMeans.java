package io.winnow.trainer.cluster;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.models.layer.LinearMap;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.run.StopSignal;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * k-means on the device of the vectors. The vectors are processed in tiles, so that the memory needed besides the vectors does not grow
 * with their number.
 *
 * <p>On the CPU, the seed determines the result. On CUDA, results vary by rounding, because atomic sums (index_add) have no fixed order.
 */
public final class KMeans {
    /** Number of elements in the score matrix of a tile on the CPU: 64 MiB, for which the caches of a processor still help. */
    private static final int TILE_SCORES = 1 << 24;

    /** The same on a GPU: 1 GiB, so that even with a million centers a tile has enough rows to keep the GPU busy. */
    private static final int TILE_SCORES_ON_GPU = 1 << 28;

    /** Largest number of rows in a tile, which limits the memory for reading and uploading a tile. */
    private static final int MOST_ROWS = 1 << 14;

    /** Stream of the seed with which initial centers are drawn uniformly from the vectors. */
    private static final long RANDOM_START = 0;

    /** Stream with which initial centers are drawn far from each other. */
    private static final long SPREAD_START = 1;

    /** Stream with which the vectors of each mini-batch are drawn. */
    private static final long MINI_BATCHES = 2;

    private final KMeansOptions options;
    private final long seed;

    public KMeans(KMeansOptions options, long seed) {
        this.options = options;
        this.seed = seed;
    }

    /** Is informed of the state after each iteration. An exception that it throws ends the clustering. */
    @FunctionalInterface
    public interface Listener {
        /** Called after each iteration. The arrays of the state are valid during the call only. */
        void iteration(State state) throws IOException;
    }

    /**
     * The state of a clustering, from which it can be resumed.
     *
     * @param iteration number of iterations done
     * @param centers (k, D)
     * @param weights number of vectors assigned to each center so far by mini-batches (k)
     * @param objective mean over the vectors of this iteration, before the centers were updated
     * @param moved number of vectors whose center changed
     * @param reseeded number of empty centers that were replaced so far
     * @param assignment index of the center of each vector before the centers were updated (N), or -1 if the vector has none yet. The next
     *     iteration counts how many of them change
     */
    @SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
    public record State(
            int iteration,
            NDArray centers,
            NDArray weights,
            double objective,
            int moved,
            int reseeded,
            int[] assignment) {}

    /** Clusters vectors from the start, like {@link #fit(NDArray, State, Listener)}. */
    public Clusters fit(NDArray vectors, Listener listener) throws IOException {
        return fit(vectors, null, listener);
    }

    /**
     * Clusters vectors. Resuming from a state gives the same result as an uninterrupted clustering.
     *
     * @param vectors (N, D) float32; spherical clustering scales the rows to unit length
     * @param from state of an earlier call with the same vectors, options and seed, or null to start anew; it is copied
     * @throws IllegalArgumentException if there are fewer vectors than centers
     */
    public Clusters fit(NDArray vectors, State from, Listener listener) throws IOException {
        int count = (int) vectors.getShape().get(0);
        if (options.k() > count) {
            throw new IllegalArgumentException("k is " + options.k() + ", but there are only " + count
                    + " vectors to cluster. Lower k to at most this number.");
        }
        boolean spherical = options.metric() == Metric.SPHERICAL;
        try (NDManager scope = vectors.getManager().newSubManager()) {
            NDArray x = vectors;
            if (spherical) {
                x = Losses.unitRows(vectors);
                x.attach(scope);
            }
            NDArray centers = scope.zeros(new Shape(options.k(), x.getShape().get(1)));
            NDArray weights = scope.zeros(new Shape(options.k()));
            int iteration = 0;
            int reseeded = 0;
            int[] assignment = new int[count];
            Arrays.fill(assignment, -1);
            if (from != null) {
                System.arraycopy(from.assignment(), 0, assignment, 0, count);
                Tensors.copy(from.centers(), centers);
                Tensors.copy(from.weights(), weights);
                iteration = from.iteration();
                reseeded = from.reseeded();
            } else {
                Tensors.copy(start(x), centers);
            }
            boolean settled = false;
            while (iteration < options.iterations() && !settled) {
                Pass pass;
                try (NDManager step = scope.newSubManager()) {
                    int[] batch = batch(count, iteration);
                    NDArray seen = batch == null ? x : pick(step, x, batch);
                    int[] before = batch == null ? assignment : new int[batch.length];
                    pass = pass(step, seen, centers, before);
                    NDArray next = options.method() == KMeansOptions.Method.LLOYD
                            ? KmeansScript.means(centers, pass.sums, pass.counts, spherical)
                            : KmeansScript.blend(centers, weights, pass.sums, pass.counts, spherical);
                    next.attach(step);
                    Tensors.copy(next, centers);
                    if (options.method() == KMeansOptions.Method.LLOYD) {
                        reseeded += reseed(step, seen, centers, pass.counts, pass);
                    } else if (passEnds(iteration, batch.length, count)) {
                        reseeded += reseed(step, seen, centers, weights, pass);
                    }
                }
                iteration++;
                listener.iteration(new State(
                        iteration, centers, weights, objective(pass.objective), pass.moved, reseeded, assignment));
                settled = options.method() == KMeansOptions.Method.LLOYD
                        && pass.moved < Math.max(1, options.tolerance() * count);
            }
            try (NDManager step = scope.newSubManager()) {
                Pass last = pass(step, x, centers, assignment);
                NDArray result = centers.duplicate();
                result.attach(vectors.getManager());
                return new Clusters(result, objective(last.objective), iteration, reseeded);
            }
        }
    }

    /** The objective of a clustering from the mean squared distance of the vectors to their centers. */
    double objective(double meanSquaredDistance) {
        return options.metric() == Metric.SPHERICAL ? meanSquaredDistance / 2 : meanSquaredDistance;
    }

    /** Number of rows in a tile that limits the size of its score matrix. Results depend on it only through the rounding of sums. */
    static int tileRows(long k, Device device) {
        long scores = device.isGpu() ? TILE_SCORES_ON_GPU : TILE_SCORES;
        return (int) Math.max(1, Math.min(MOST_ROWS, scores / k));
    }

    /** The offset of each center (k) that is added to the scores, see kmeans.py. */
    static NDArray offset(NDArray centers, Metric metric) {
        return metric == Metric.SPHERICAL
                ? KmeansScript.sphericalOffset(centers)
                : KmeansScript.euclideanOffset(centers);
    }

    /**
     * The result of assigning vectors to centers.
     *
     * @param sums sum of the vectors of each center (k, D)
     * @param counts number of vectors of each center (k)
     * @param distances squared distance of each vector to its center
     * @param objective mean of the distances
     * @param moved number of vectors whose center changed
     */
    @SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
    record Pass(NDArray sums, NDArray counts, float[] distances, double objective, int moved) {}

    /**
     * Assigns vectors to their nearest centers, and sums the vectors of each center.
     *
     * @param x (N, D), of unit length if the metric is spherical
     * @param assignment center of each vector before (N), or -1; overwritten by the new ones
     */
    Pass pass(NDManager scope, NDArray x, NDArray centers, int[] assignment) {
        NDArray offset = offset(centers, options.metric());
        offset.attach(scope);
        NDArray sums = scope.zeros(centers.getShape());
        NDArray counts = scope.zeros(offset.getShape());
        NDArray squares = KmeansScript.halfSquares(x);
        squares.attach(scope);
        float[] distances = squares.toFloatArray();
        int rows = assignment.length;
        int tile = tileRows(options.k(), x.getDevice());
        double total = 0;
        int moved = 0;
        // Spherical scores are cosines of unit rows: half the squared distance is 1 - cosine, and |c|^2 / 2 = 1/2.
        double halfCenter = options.metric() == Metric.SPHERICAL ? 0.5 : 0;
        for (int row = 0; row < rows; row += tile) {
            StopSignal.poll();
            try (NDManager step = scope.newSubManager()) {
                NDArray part = x.get(new NDIndex("{}:{}", row, Math.min(rows, row + tile)));
                part.attach(step);
                NDList found = KmeansScript.accumulate(LinearMap.products(part, centers, offset), part, sums, counts);
                found.attach(step);
                float[] best = found.get(0).toFloatArray();
                long[] index = found.get(1).toLongArray();
                for (int i = 0; i < best.length; i++) {
                    moved += assignment[row + i] == index[i] ? 0 : 1;
                    assignment[row + i] = (int) index[i];
                    distances[row + i] = (float) Math.max(0, 2 * (distances[row + i] + halfCenter - best[i]));
                    total += distances[row + i];
                }
            }
        }
        return new Pass(sums, counts, distances, total / rows, moved);
    }

    /** Whether a pass over the data ends with this iteration: the number of vectors drawn so far reaches a multiple of all vectors. */
    private static boolean passEnds(int iteration, int batch, int count) {
        return (iteration + 1L) * batch / count > (long) iteration * batch / count;
    }

    /** Replaces centers to which no vectors were assigned by the vectors that are farthest from their centers. */
    private int reseed(NDManager scope, NDArray x, NDArray centers, NDArray given, Pass pass) {
        float[] counts = given.toFloatArray();
        long[] empty = empty(counts);
        if (empty.length == 0) {
            return 0;
        }
        KmeansScript.put(centers, scope.create(empty), pick(scope, x, farthest(pass.distances, empty.length)));
        return empty.length;
    }

    /** Returns the centers to which nothing was assigned. */
    static long[] empty(float[] counts) {
        return IntStream.range(0, counts.length)
                .filter(center -> counts[center] == 0)
                .asLongStream()
                .toArray();
    }

    /** Returns the indices of the largest distances, the largest first. */
    static int[] farthest(float[] distances, int count) {
        return IntStream.range(0, distances.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -distances[i]).thenComparingInt(i -> i))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Draws the rows of a mini-batch, with replacement; null for all rows. */
    private int[] batch(int count, int iteration) {
        if (options.method() == KMeansOptions.Method.LLOYD) {
            return null;
        }
        CounterRandom random = CounterRandom.of(seed, MINI_BATCHES, iteration);
        return IntStream.generate(() -> random.nextInt(count))
                .limit(Math.min(count, options.miniBatch()))
                .toArray();
    }

    /** Chooses the initial centers (k, D). */
    private NDArray start(NDArray x) {
        int count = (int) x.getShape().get(0);
        NDManager scope = x.getManager();
        if (options.start() == KMeansOptions.Start.RANDOM) {
            return pick(scope, x, randomStart(count));
        }
        CounterRandom random = CounterRandom.of(seed, SPREAD_START);
        int[] chosen = new int[options.k()];
        chosen[0] = random.nextInt(count);
        try (NDManager inner = scope.newSubManager()) {
            NDArray squares = KmeansScript.halfSquares(x);
            squares.attach(inner);
            NDArray distances = inner.full(new Shape(count), Float.MAX_VALUE / 2, DataType.FLOAT32);
            for (int i = 1; i < chosen.length; i++) {
                StopSignal.poll();
                NDArray center = x.get(chosen[i - 1]);
                center.attach(inner);
                NDArray closer = KmeansScript.closer(x, squares, center, distances);
                closer.attach(inner);
                distances.close();
                center.close();
                distances = closer;
                try (NDArray place = KmeansScript.draw(distances, random.nextDouble())) {
                    chosen[i] = (int) place.getLong();
                }
            }
        }
        return pick(scope, x, chosen);
    }

    /** Chooses the vectors that are the initial centers, uniformly. */
    int[] randomStart(int count) {
        return Arrays.copyOf(Permutation.of(count, seed, RANDOM_START), options.k());
    }

    private static NDArray pick(NDManager scope, NDArray x, int[] index) {
        try (NDArray rows = scope.create(Arrays.stream(index).asLongStream().toArray())) {
            NDArray picked = KmeansScript.rows(x, rows);
            picked.attach(scope);
            return picked;
        }
    }
}
