package io.winnow.datasets.loader;

import java.util.Iterator;

/** Reads examples of a data set in batches. Reading can start at any step and continues as if it had never been interrupted. */
public interface ExampleLoader extends AutoCloseable {
    /** The number of examples that this loader reads. */
    int size();

    /** The number of steps in one epoch of {@link #shuffled(long, long)}, which consists of full batches only. */
    int batchesPerEpoch();

    /** The largest number of examples in a batch of {@link #shuffled(long, long)}. */
    int batchSize();

    /** The number of steps in one epoch of {@link #shuffled(long, long, EpochOrder)}. */
    default int batchesPerEpoch(EpochOrder order) {
        return order.batches(size(), batchSize());
    }

    /** The number of damaged examples that were found so far. */
    int corruptCount();

    /**
     * Returns an endless sequence of batches. The order of each epoch is a function of (seed, epoch).
     *
     * @param fromStep the step of the first batch that is returned
     */
    Batches shuffled(long seed, long fromStep);

    /**
     * Returns an endless sequence of batches like {@link #shuffled(long, long)}, but in another order, which may have batches of its own.
     *
     * @throws IllegalArgumentException if the loader must read its examples in an order of its own
     */
    Batches shuffled(long seed, long fromStep, EpochOrder order);

    /** Returns one pass over the examples in order; the last batch may be smaller. */
    Batches inOrder();

    @Override
    void close();

    /** A sequence of batches, which may be prepared ahead. Not thread-safe. */
    interface Batches extends Iterator<ExampleBatch>, AutoCloseable {
        @Override
        void close();
    }
}
