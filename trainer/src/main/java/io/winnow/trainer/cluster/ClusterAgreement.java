package io.winnow.trainer.cluster;

import java.util.HashMap;
import java.util.Map;

/** Measures how well the clusters of a set of examples agree with their classes. */
public final class ClusterAgreement {
    private final Map<Long, Integer> both = new HashMap<>();
    private final Map<Integer, Integer> clusters = new HashMap<>();
    private final Map<Integer, Integer> classes = new HashMap<>();
    private final int count;

    /**
     * Compares two partitions of the same examples.
     *
     * @param clusters cluster of each example (N)
     * @param classes class of each example (N)
     */
    public ClusterAgreement(int[] clusters, int[] classes) {
        if (clusters.length != classes.length || clusters.length == 0) {
            throw new IllegalArgumentException(
                    "Each example needs one cluster and one class, and there must be at least one example; found "
                            + clusters.length + " clusters and " + classes.length + " classes.");
        }
        count = clusters.length;
        for (int i = 0; i < count; i++) {
            both.merge((long) clusters[i] << 32 | classes[i], 1, Integer::sum);
            this.clusters.merge(clusters[i], 1, Integer::sum);
            this.classes.merge(classes[i], 1, Integer::sum);
        }
    }

    /** Purity: the fraction of examples whose class is the most frequent one in their cluster. */
    public double purity() {
        Map<Integer, Integer> largest = new HashMap<>();
        both.forEach((pair, n) -> largest.merge((int) (pair >> 32), n, Math::max));
        return (double) largest.values().stream().mapToInt(Integer::intValue).sum() / count;
    }

    /** Normalized mutual information (NMI): mutual information divided by the arithmetic mean of the entropies, in [0, 1]. */
    public double normalizedMutualInformation() {
        double mutual = 0;
        for (Map.Entry<Long, Integer> pair : both.entrySet()) {
            double n = pair.getValue();
            double a = clusters.get((int) (pair.getKey() >> 32));
            double b = classes.get((int) (long) pair.getKey());
            mutual += n / count * Math.log(n * count / (a * b));
        }
        double mean = (entropy(clusters) + entropy(classes)) / 2;
        return mean == 0 ? 1 : mutual / mean;
    }

    /** Adjusted Rand index (Hubert and Arabie 1985): 1 for equal partitions, about 0 for independent ones. */
    public double adjustedRand() {
        double together = pairs(both);
        double a = pairs(clusters);
        double b = pairs(classes);
        double expected = a * b / (count * (count - 1.0) / 2);
        double most = (a + b) / 2;
        return most == expected ? 1 : (together - expected) / (most - expected);
    }

    private double entropy(Map<Integer, Integer> sizes) {
        return sizes.values().stream()
                .mapToDouble(n -> -(double) n / count * Math.log((double) n / count))
                .sum();
    }

    /** Number of pairs of examples within the same part. */
    private static double pairs(Map<?, Integer> sizes) {
        return sizes.values().stream().mapToDouble(n -> n * (n - 1.0) / 2).sum();
    }
}
