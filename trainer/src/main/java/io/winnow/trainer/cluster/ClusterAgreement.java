package io.winnow.trainer.cluster;

import java.util.HashMap;
import java.util.Map;

/** How well clusters agree with classes. */
public final class ClusterAgreement {
    private final Map<Long, Integer> both = new HashMap<>();
    private final Map<Integer, Integer> clusters = new HashMap<>();
    private final Map<Integer, Integer> classes = new HashMap<>();
    private final int count;

    /** Of two partitions of the same examples. */
    public ClusterAgreement(int[] clusters, int[] classes) {
        if (clusters.length != classes.length || clusters.length == 0) {
            throw new IllegalArgumentException(
                    clusters.length + " clusters and " + classes.length + " classes are no partitions of one set.");
        }
        count = clusters.length;
        for (int i = 0; i < count; i++) {
            both.merge((long) clusters[i] << 32 | classes[i], 1, Integer::sum);
            this.clusters.merge(clusters[i], 1, Integer::sum);
            this.classes.merge(classes[i], 1, Integer::sum);
        }
    }

    /** Share of examples whose class is the most frequent of their cluster. */
    public double purity() {
        Map<Integer, Integer> largest = new HashMap<>();
        both.forEach((pair, n) -> largest.merge((int) (pair >> 32), n, Math::max));
        return (double) largest.values().stream().mapToInt(Integer::intValue).sum() / count;
    }

    /** Mutual information over the arithmetic mean of the entropies, in [0, 1]. */
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

    /** Rand index, adjusted for chance (Hubert and Arabie 1985). */
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

    private static double pairs(Map<?, Integer> sizes) {
        return sizes.values().stream().mapToDouble(n -> n * (n - 1.0) / 2).sum();
    }
}
