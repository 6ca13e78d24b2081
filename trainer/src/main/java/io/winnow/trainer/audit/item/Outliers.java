package io.winnow.trainer.audit.item;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.winnow.datasets.inspect.NumberSummary;
import io.winnow.trainer.calibrate.NeighbourVotes;
import io.winnow.trainer.run.StopSignal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Examples that are far from all others: the distance of each to its k-th nearest neighbour (Ramaswamy, Rastogi and Shim, "Efficient
 * algorithms for mining outliers from large data sets", SIGMOD 2000), which is 1 less the cosine of their representations. Those whose
 * distance is above Q3 + 3 (Q3 - Q1) are outliers, where Q1 and Q3 are quartiles of all distances, as for other odd items
 * (dataset-report.md, section 2).
 *
 * @param distances distance of each example to its k-th neighbour (N)
 * @param limit the distance above which an example is an outlier
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record Outliers(float[] distances, double limit) {
    /** The k of the k-th neighbour: so many examples may be alike and are outliers together, for instance copies of one. */
    static final int NEIGHBOUR = 10;

    private static final double RANGES = 3;
    private static final int TILE = 4096;

    /**
     * Finds outliers.
     *
     * @param z representations (N, D)
     * @param neighbours the nearest neighbours of each example, of which the tenth counts, or the last one if there are fewer
     */
    public static Outliers of(NDArray z, NeighbourVotes neighbours) {
        int n = Math.toIntExact(z.getShape().get(0));
        int place = Math.min(NEIGHBOUR, neighbours.found()) - 1;
        float[] distances = new float[n];
        for (int first = 0; first < n; first += TILE) {
            StopSignal.poll();
            int end = Math.min(n, first + TILE);
            long[] others = IntStream.range(first, end)
                    .mapToLong(row -> neighbours.rows()[row * neighbours.found() + place])
                    .toArray();
            try (NDManager scope = z.getManager().newSubManager(z.getDevice())) {
                NDArray own = z.get(scope, new NDIndex("{}:{}", first, end));
                NDArray theirs = z.get(scope, new NDIndex("{}", scope.create(others)));
                fill(own.toFloatArray(), theirs.toFloatArray(), distances, first, end);
            }
        }
        return of(distances);
    }

    /** Returns the outliers among given distances. */
    static Outliers of(float[] distances) {
        double[] all = new double[distances.length];
        Arrays.setAll(all, i -> distances[i]);
        NumberSummary summary = NumberSummary.of(all).orElseThrow();
        return new Outliers(distances, summary.q75() + RANGES * (summary.q75() - summary.q25()));
    }

    private static void fill(float[] own, float[] theirs, float[] distances, int first, int end) {
        int width = own.length / (end - first);
        for (int row = first; row < end; row++) {
            double product = 0;
            double ownSquares = 0;
            double theirSquares = 0;
            for (int d = (row - first) * width; d < (row - first + 1) * width; d++) {
                product += (double) own[d] * theirs[d];
                ownSquares += (double) own[d] * own[d];
                theirSquares += (double) theirs[d] * theirs[d];
            }
            double norms = Math.sqrt(ownSquares * theirSquares);
            distances[row] = (float) Math.max(0, norms == 0 ? 1 : 1 - product / norms);
        }
    }

    /** Returns the outliers, farthest first, and among equally far ones in ascending order. */
    int[] rows() {
        return IntStream.range(0, distances.length)
                .filter(row -> distances[row] > limit)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(row -> -distances[row])
                        .thenComparing(row -> row))
                .mapToInt(row -> row)
                .toArray();
    }
}
