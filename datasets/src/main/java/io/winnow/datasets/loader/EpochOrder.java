package io.winnow.datasets.loader;

import io.winnow.datasets.random.Permutation;
import java.util.Arrays;

/** The order in which a loader reads its examples. It is a function of the seed and the epoch, so that reading can start at any step. */
@FunctionalInterface
public interface EpochOrder {
    /**
     * Returns the examples of an epoch, as positions among the examples that the loader reads. There are as many as the loader has examples;
     * an example may occur several times or not at all.
     */
    int[] of(long seed, long epoch);

    /** Returns the number of batches in an epoch. By default, only full batches count. */
    default int batches(int examples, int batchSize) {
        return examples / batchSize;
    }

    /**
     * Returns where the batches of an epoch begin among the examples of {@link #of}, and where the last one ends: one number more than there
     * are batches. By default, all have the batch size.
     */
    default int[] begins(long seed, long epoch, int examples, int batchSize) {
        int[] begins = new int[batches(examples, batchSize) + 1];
        Arrays.setAll(begins, i -> i * batchSize);
        return begins;
    }

    /** Returns whether the examples of a batch belong together, so that a loader must not rearrange them among batches. */
    default boolean keepsBatches() {
        return false;
    }

    /** Every example once, in random order. */
    static EpochOrder shuffled(int size) {
        return (seed, epoch) -> Permutation.of(size, seed, epoch);
    }
}
