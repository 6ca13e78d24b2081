package io.winnow.trainer.recipe.discover;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.run.StopSignal;
import java.util.Arrays;

/**
 * k-means in which labelled examples are tied to the cluster of their class (Vaze et al., CVPR 2022). Clusters of old classes start at class
 * means, and the others by k-means++ on the unlabelled examples. A cluster that becomes empty starts again at the farthest unlabelled
 * example.
 *
 * @param clusters cluster of each example (N)
 * @param centers centers (K, D)
 * @param inertia sum of the squared distances of examples to their centers
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record SemiSupervisedKMeans(int[] clusters, double[][] centers, double inertia) {
    private static final int MOST_STEPS = 100;
    private static final double SHIFT = 1e-4;

    /**
     * Clusters several times, and returns the result with the lowest inertia.
     *
     * @param vectors vectors by rows (N, D)
     * @param given class of each example, or -1; -1 everywhere is plain k-means (N)
     * @param old number of classes with labels
     */
    static SemiSupervisedKMeans best(
            float[][] vectors, int[] given, int old, int k, int starts, long seed, NDManager manager) {
        SemiSupervisedKMeans best = null;
        for (int start = 0; start < starts; start++) {
            double[][] first = start(vectors, given, old, k, CounterRandom.key(seed, start));
            SemiSupervisedKMeans found = fit(vectors, given, first, MOST_STEPS, manager);
            if (best == null || found.inertia < best.inertia) {
                best = found;
            }
        }
        return best;
    }

    /** Returns initial centers. */
    static double[][] start(float[][] vectors, int[] given, int old, int k, long seed) {
        CounterRandom random = CounterRandom.of(seed);
        double[][] centers = new double[k][];
        double[][] means = means(vectors, given, new double[old][vectors[0].length]);
        double[] nearest = new double[vectors.length];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        for (int c = 0; c < k; c++) {
            if (c < old) {
                centers[c] = means[c];
            } else {
                double total = 0;
                for (int i = 0; i < vectors.length; i++) {
                    total += given[i] < 0 ? weight(nearest[i]) : 0;
                }
                double point = random.nextDouble() * total;
                int chosen = -1;
                for (int i = 0; i < vectors.length && (chosen < 0 || point >= 0); i++) {
                    if (given[i] < 0) {
                        chosen = i;
                        point -= weight(nearest[i]);
                    }
                }
                centers[c] = doubles(vectors[chosen]);
            }
            for (int i = 0; i < vectors.length; i++) {
                nearest[i] = Math.min(nearest[i], squared(vectors[i], centers[c]));
            }
        }
        return centers;
    }

    /** Without any center yet, all examples are equally likely. */
    private static double weight(double nearest) {
        return nearest == Double.POSITIVE_INFINITY ? 1 : nearest;
    }

    /** Clusters from given centers for a number of steps, or until they no longer move. */
    static SemiSupervisedKMeans fit(float[][] vectors, int[] given, double[][] first, int steps, NDManager manager) {
        double[][] centers = Arrays.stream(first).map(double[]::clone).toArray(double[][]::new);
        int[] clusters = new int[vectors.length];
        double inertia = 0;
        try (NDManager scope = manager.newSubManager()) {
            NDArray rows = UnitRows.array(vectors, scope);
            for (int step = 0; step < steps; step++) {
                StopSignal.poll();
                clusters = assign(rows, given, centers, scope);
                inertia = 0;
                for (int i = 0; i < clusters.length; i++) {
                    inertia += squared(vectors[i], centers[clusters[i]]);
                }
                double[][] next = means(vectors, clusters, centers);
                restart(vectors, given, clusters, centers, next);
                double shift = 0;
                for (int c = 0; c < next.length; c++) {
                    shift += squared(next[c], centers[c]);
                }
                centers = next;
                if (shift < SHIFT) {
                    break;
                }
            }
        }
        return new SemiSupervisedKMeans(clusters, centers, inertia);
    }

    /** Returns the nearest center of each example, or that of its class. */
    static int[] assign(NDArray rows, int[] given, double[][] centers, NDManager manager) {
        int width = centers[0].length;
        float[] flat = new float[centers.length * (width + 1)];
        for (int c = 0; c < centers.length; c++) {
            double norm = 0;
            for (int i = 0; i < width; i++) {
                flat[i * centers.length + c] = (float) centers[c][i];
                norm += centers[c][i] * centers[c][i];
            }
            flat[width * centers.length + c] = (float) (-norm / 2);
        }
        int[] nearest;
        try (NDManager scope = manager.newSubManager()) {
            NDArray all = scope.create(flat, new Shape(width + 1, centers.length));
            NDArray ones = scope.ones(new Shape(rows.getShape().get(0), 1));
            NDArray scores = rows.concat(ones, 1).matMul(all);
            nearest = Arrays.stream(scores.argMax(1).toLongArray())
                    .mapToInt(each -> (int) each)
                    .toArray();
        }
        for (int i = 0; i < nearest.length; i++) {
            nearest[i] = given[i] < 0 ? nearest[i] : given[i];
        }
        return nearest;
    }

    /** Returns the mean of each cluster; that of an empty one stays. */
    private static double[][] means(float[][] vectors, int[] clusters, double[][] before) {
        double[][] sums = new double[before.length][vectors[0].length];
        int[] counts = new int[before.length];
        for (int i = 0; i < vectors.length; i++) {
            if (clusters[i] >= 0) {
                counts[clusters[i]]++;
                for (int d = 0; d < vectors[i].length; d++) {
                    sums[clusters[i]][d] += vectors[i][d];
                }
            }
        }
        for (int c = 0; c < sums.length; c++) {
            if (counts[c] == 0) {
                sums[c] = before[c].clone();
            } else {
                for (int d = 0; d < sums[c].length; d++) {
                    sums[c][d] /= counts[c];
                }
            }
        }
        return sums;
    }

    private static void restart(float[][] vectors, int[] given, int[] clusters, double[][] centers, double[][] next) {
        boolean[] taken = new boolean[vectors.length];
        boolean[] filled = new boolean[next.length];
        for (int cluster : clusters) {
            filled[cluster] = true;
        }
        for (int c = 0; c < next.length; c++) {
            if (filled[c]) {
                continue;
            }
            int farthest = -1;
            double most = -1;
            for (int i = 0; i < vectors.length; i++) {
                double distance = given[i] < 0 && !taken[i] ? squared(vectors[i], centers[clusters[i]]) : -1;
                if (distance > most) {
                    most = distance;
                    farthest = i;
                }
            }
            if (farthest >= 0) {
                taken[farthest] = true;
                next[c] = doubles(vectors[farthest]);
            }
        }
    }

    private static double squared(float[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    private static double[] doubles(float[] row) {
        double[] copy = new double[row.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = row[i];
        }
        return copy;
    }
}
