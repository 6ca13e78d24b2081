package io.winnow.datasets.loader;

/** The examples of one training or evaluation step, of any kind of data. */
public interface Batch extends AutoCloseable {
    /** The indices of the examples in the data set, of shape (B). */
    int[] indices();

    /** The time in nanoseconds for which the consumer waited for this batch. */
    long waitNanos();

    /** Releases the memory of the batch. */
    @Override
    void close();
}
