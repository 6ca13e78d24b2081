package io.winnow.datasets.label;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Long-tailed subsets of balanced data sets (Cui et al., CVPR 2019): class sizes decrease exponentially from the first class to the last.
 */
public final class LongTail {
    private LongTail() {}

    /**
     * Returns the class sizes {@code n_k = int(largest * (1 / imbalance)^(k / (classes - 1)))}.
     *
     * @param imbalance the imbalance ratio rho: the size of the largest class divided by that of the smallest, at least 1
     */
    public static int[] counts(int classes, int largest, double imbalance) {
        if (!(imbalance >= 1)) {
            throw new IllegalArgumentException(
                    "The imbalance of a long tail must be at least 1, found " + imbalance + ".");
        }
        return IntStream.range(0, classes)
                .map(k -> (int) (largest * Math.pow(1 / imbalance, classes == 1 ? 0 : (double) k / (classes - 1))))
                .toArray();
    }

    /**
     * Returns the sizes of the classes of unlabelled examples beside labelled ones (Yang and Xu, NeurIPS 2020, published code): a long tail of
     * its own, {@code times} as many as there are labelled examples, with its truncations.
     *
     * @param labelled number of labelled examples T
     * @param imbalance the imbalance ratio of the unlabelled examples
     */
    public static int[] unlabelledCounts(int classes, int labelled, double times, double imbalance) {
        double total = times * labelled;
        int[] first = counts(classes, (int) (total / classes), imbalance);
        double factor = total / Arrays.stream(first).sum();
        return Arrays.stream(first).map(size -> (int) (factor * size)).toArray();
    }

    /**
     * Draws a long-tailed subset: a uniformly random subset of each class, or the whole class if it is not larger than requested.
     *
     * @param classes true classes of the examples (N)
     * @return indices of the chosen examples among the N, in ascending order
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
            int[] order = Permutation.of(members.length, CounterRandom.key(seed, LabelStreams.LONG_TAIL), k);
            for (int i = 0; i < Math.min(wanted[k], members.length); i++) {
                chosen[members[order[i]]] = true;
            }
        }
        return IntStream.range(0, classes.length).filter(i -> chosen[i]).toArray();
    }
}
