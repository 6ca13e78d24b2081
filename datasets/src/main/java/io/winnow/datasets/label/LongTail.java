package io.winnow.datasets.label;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Long-tailed parts of balanced sets (Cui et al., CVPR 2019): class sizes fall exponentially from the first class to the last. */
public final class LongTail {
    private LongTail() {}

    /**
     * {@code n_k = int(largest * (1 / imbalance)^(k / (classes - 1)))}.
     *
     * @param imbalance rho, the largest class's size over the smallest's, at least 1
     */
    public static int[] counts(int classes, int largest, double imbalance) {
        if (!(imbalance >= 1)) {
            throw new IllegalArgumentException("The imbalance of a long tail is at least 1, not " + imbalance + ".");
        }
        return IntStream.range(0, classes)
                .map(k -> (int) (largest * Math.pow(1 / imbalance, classes == 1 ? 0 : (double) k / (classes - 1))))
                .toArray();
    }

    /**
     * Draws a long-tailed part: of each class a uniformly random subset, or the whole class where it has no more.
     *
     * @param classes (N) true class of each example
     * @return places among the N, ascending
     */
    public static int[] subset(int[] classes, int classCount, double imbalance, long seed) {
        int[] sizes = new int[classCount];
        for (int c : classes) {
            sizes[c]++;
        }
        int[] wanted = counts(classCount, Arrays.stream(sizes).max().orElse(0), imbalance);
        boolean[] chosen = new boolean[classes.length];
        for (int k = 0; k < classCount; k++) {
            int own = k;
            int[] members = IntStream.range(0, classes.length)
                    .filter(i -> classes[i] == own)
                    .toArray();
            int[] order = Permutation.of(members.length, CounterRandom.key(seed, 1), k);
            for (int i = 0; i < Math.min(wanted[k], members.length); i++) {
                chosen[members[order[i]]] = true;
            }
        }
        return IntStream.range(0, classes.length).filter(i -> chosen[i]).toArray();
    }
}
