package io.winnow.datasets.loader;

import io.winnow.datasets.random.Permutation;

/** The order in which a loader reads its examples. It is a function of the seed and the epoch, so that reading can start at any step. */
@FunctionalInterface
public interface EpochOrder {
    /**
     * Returns the examples of an epoch, as positions among the examples that the loader reads. There are as many as the loader has examples;
     * an example may occur several times or not at all.
     */
    int[] of(long seed, long epoch);

    /**
     * Returns whether examples that follow one another belong together, such as the two of a pair, so that a loader must not rearrange them.
     * By default, they do not.
     */
    default boolean isFixed() {
        return false;
    }

    /** Every example once, in random order. */
    static EpochOrder shuffled(int size) {
        return (seed, epoch) -> Permutation.of(size, seed, epoch);
    }
}
