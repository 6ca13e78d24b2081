package io.winnow.datasets.loader;

import java.util.Arrays;

/** The examples of one training or evaluation step, of any kind of data. */
public interface Batch extends AutoCloseable {
    /** The indices of the examples in the data set, of shape (B). */
    int[] indices();

    /**
     * Returns the places of the examples among the examples in use (B).
     *
     * @param examples indices of the examples in use, ascending; those of this batch are among them
     */
    default int[] placesIn(int[] examples) {
        return Arrays.stream(indices())
                .map(example -> Arrays.binarySearch(examples, example))
                .toArray();
    }

    /** The time in nanoseconds for which the consumer waited for this batch. */
    long waitNanos();

    /** Releases the memory of the batch. */
    @Override
    void close();
}
