package io.winnow.datasets.loader;

/** The examples of one step, whatever they are made of. */
public interface Batch extends AutoCloseable {
    /** The examples' numbers in the data set (B). */
    int[] indices();

    /** How long the consumer waited for this batch. */
    long waitNanos();

    /** Gives the batch's memory back. */
    @Override
    void close();
}
