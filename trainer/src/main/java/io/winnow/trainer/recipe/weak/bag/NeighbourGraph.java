package io.winnow.trainer.recipe.weak.bag;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Undirected edges between similar examples, each with a kernel weight.
 *
 * @param from one end of each edge (E)
 * @param to the other end of each edge (E)
 * @param kernel weight of each edge, in (0, 1] (E)
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
record NeighbourGraph(int[] from, int[] to, double[] kernel) {
    /** A graph without edges. */
    static final NeighbourGraph EMPTY = new NeighbourGraph(new int[0], new int[0], new double[0]);

    /**
     * Connects each example with its neighbours: two examples have one edge if either is a neighbour of the other. The kernel is {@code
     * exp(-distance / scale)} (Matern 1/2), where the scale is the median distance of the edges. The published scale is 1, with which
     * examples of many features have no weight at all: between neighbours in 57 standardised columns the distance is about 4, and in 500 about
     * 30.
     *
     * @param neighbours the neighbours of each example (N * count), row-major
     * @param count number of neighbours of an example
     * @param vectors the examples (N * D), row-major
     * @param scaled whether distances are divided by their median
     */
    static NeighbourGraph of(long[] neighbours, int count, float[] vectors, boolean scaled) {
        int examples = neighbours.length / count;
        int dimension = vectors.length / examples;
        Set<Long> seen = new HashSet<>();
        int[] from = new int[neighbours.length];
        int[] to = new int[neighbours.length];
        double[] distance = new double[neighbours.length];
        int edges = 0;
        for (int i = 0; i < examples; i++) {
            for (int k = 0; k < count; k++) {
                int j = (int) neighbours[i * count + k];
                if (j != i && seen.add((long) Math.min(i, j) * examples + Math.max(i, j))) {
                    from[edges] = Math.min(i, j);
                    to[edges] = Math.max(i, j);
                    distance[edges] = distance(vectors, i, j, dimension);
                    edges++;
                }
            }
        }
        distance = Arrays.copyOf(distance, edges);
        double scale = scaled ? median(distance) : 1;
        double[] kernel = new double[edges];
        for (int e = 0; e < edges; e++) {
            kernel[e] = Math.exp(-distance[e] / scale);
        }
        return new NeighbourGraph(Arrays.copyOf(from, edges), Arrays.copyOf(to, edges), kernel);
    }

    int size() {
        return from.length;
    }

    private static double distance(float[] vectors, int i, int j, int dimension) {
        double squares = 0;
        for (int d = 0; d < dimension; d++) {
            double difference = (double) vectors[i * dimension + d] - vectors[j * dimension + d];
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }

    /** The median; 1 if half of the distances are 0, so that these edges keep their full weight. */
    private static double median(double[] distances) {
        if (distances.length == 0) {
            return 1;
        }
        double[] sorted = distances.clone();
        Arrays.sort(sorted);
        double middle = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return middle > 0 ? middle : 1;
    }
}
