package io.winnow.trainer.table;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/** Tables, read once, that become the input of a network in any order. */
public interface PreparedTables extends AutoCloseable {
    int size();

    /** How much work a table is: tables of one length go well together. */
    int length(int table);

    /** The network's input for some of them, a row each, one array for each view of a table; attached to {@code scope}. */
    NDList batch(int[] tables, NDManager scope);

    @Override
    default void close() {}
}
