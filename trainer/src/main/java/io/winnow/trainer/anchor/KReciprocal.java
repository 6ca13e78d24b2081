package io.winnow.trainer.anchor;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Distances of a query to the points of a gallery, re-ranked by k-reciprocal encoding (capro.md, section 2, item 5, after Zhong et al.,
 * "Re-ranking Person Re-identification with k-reciprocal Encoding", CVPR 2017). Two points are near if they have many reciprocal neighbours
 * in common. Memory and time grow with the square of the gallery.
 *
 * @param k1 number of neighbours that are reciprocal
 * @param k2 number of neighbours whose encodings are averaged
 * @param lambda weight of the plain distance, between 0 and 1
 */
record KReciprocal(int k1, int k2, double lambda) {
    /** The values of the published code. */
    static final KReciprocal PUBLISHED = new KReciprocal(20, 6, .3);

    /** A sparse row of encodings: ascending points, and their weights. */
    @SuppressWarnings("ArrayRecordComponent") // a row of a matrix; never compared
    private record Encoding(int[] points, double[] weights) {}

    /**
     * Returns the distances of a query (D) to the points of a gallery (M, D); between 0 and 1.
     *
     * @param gallery at least one point
     */
    double[] distances(float[] query, float[][] gallery) {
        double[][] vectors = new double[gallery.length + 1][];
        for (int i = 0; i < vectors.length; i++) {
            float[] own = i == 0 ? query : gallery[i - 1];
            vectors[i] = IntStream.range(0, own.length).mapToDouble(d -> own[d]).toArray();
        }
        return distances(vectors);
    }

    /** Returns the distances of the first point to all others. */
    double[] distances(double[][] points) {
        int n = points.length;
        double[][] distance = scaled(points);
        int[][] ranks = new int[n][];
        IntStream.range(0, n).parallel().forEach(i -> ranks[i] = nearest(distance[i]));
        Encoding[] own = new Encoding[n];
        IntStream.range(0, n).parallel().forEach(i -> own[i] = encoding(distance[i], enlarged(i, ranks)));
        double[] ofQuery = new double[n];
        Encoding query = averaged(ranks[0], own);
        for (int p = 0; p < query.points().length; p++) {
            ofQuery[query.points()[p]] = query.weights()[p];
        }
        double[] result = new double[n - 1];
        for (int i = 1; i < n; i++) {
            Encoding other = averaged(ranks[i], own);
            double common = 0;
            for (int p = 0; p < other.points().length; p++) {
                common += Math.min(ofQuery[other.points()[p]], other.weights()[p]);
            }
            result[i - 1] = (1 - lambda) * (1 - common / (2 - common)) + lambda * distance[0][i];
        }
        return result;
    }

    /** Returns squared Euclidean distances (N, N), each row divided by its maximum. */
    private static double[][] scaled(double[][] points) {
        int n = points.length;
        double[][] distance = new double[n][n];
        IntStream.range(0, n).parallel().forEach(i -> {
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int d = 0; d < points[i].length; d++) {
                    double difference = points[i][d] - points[j][d];
                    sum += difference * difference;
                }
                distance[i][j] = sum;
                distance[j][i] = sum;
            }
        });
        for (double[] row : distance) {
            double most = Arrays.stream(row).max().orElse(0);
            for (int j = 0; j < n && most > 0; j++) {
                row[j] /= most;
            }
        }
        return distance;
    }

    /** Returns as many of the nearest points of a row as are needed, nearest first; equal ones by their number. */
    private int[] nearest(double[] row) {
        int[] nearest = new int[Math.min(Math.max(k1 + 1, k2), row.length)];
        int found = 0;
        for (int j = 0; j < row.length; j++) {
            if (found == nearest.length && row[j] >= row[nearest[found - 1]]) {
                continue;
            }
            int place = found < nearest.length ? found++ : found - 1;
            for (; place > 0 && row[nearest[place - 1]] > row[j]; place--) {
                nearest[place] = nearest[place - 1];
            }
            nearest[place] = j;
        }
        return nearest;
    }

    /** Returns the points among the first k + 1 of a point that have it among their own first k + 1. */
    private static int[] reciprocal(int point, int k, int[][] ranks) {
        int count = Math.min(k + 1, ranks.length);
        return Arrays.stream(ranks[point], 0, count)
                .filter(other -> Arrays.stream(ranks[other], 0, count).anyMatch(each -> each == point))
                .toArray();
    }

    /** Adds the reciprocal neighbours of each reciprocal neighbour if more than two thirds of them are shared. */
    private int[] enlarged(int point, int[][] ranks) {
        int[] first = reciprocal(point, k1, ranks);
        TreeSet<Integer> all = new TreeSet<>();
        Arrays.stream(first).forEach(all::add);
        int[] sorted = first.clone();
        Arrays.sort(sorted);
        for (int candidate : first) {
            int[] theirs = reciprocal(candidate, (int) Math.rint(k1 / 2.0), ranks);
            long shared = Arrays.stream(theirs)
                    .filter(each -> Arrays.binarySearch(sorted, each) >= 0)
                    .count();
            if (3 * shared > 2L * theirs.length) {
                Arrays.stream(theirs).forEach(all::add);
            }
        }
        return all.stream().mapToInt(i -> i).toArray();
    }

    private static Encoding encoding(double[] distance, int[] points) {
        double[] weights =
                Arrays.stream(points).mapToDouble(j -> Math.exp(-distance[j])).toArray();
        double sum = Arrays.stream(weights).sum();
        return new Encoding(
                points, Arrays.stream(weights).map(each -> each / sum).toArray());
    }

    /** Returns the mean of the encodings of the first k2 points of a row. */
    private Encoding averaged(int[] ranks, Encoding[] own) {
        int count = Math.min(k2, ranks.length);
        if (count == 1) {
            return own[ranks[0]];
        }
        int[] points = Arrays.stream(ranks, 0, count)
                .flatMap(each -> Arrays.stream(own[each].points()))
                .sorted()
                .distinct()
                .toArray();
        double[] weights = new double[points.length];
        for (int r = 0; r < count; r++) {
            Encoding each = own[ranks[r]];
            for (int p = 0; p < each.points().length; p++) {
                weights[Arrays.binarySearch(points, each.points()[p])] += each.weights()[p] / count;
            }
        }
        return new Encoding(points, weights);
    }
}
