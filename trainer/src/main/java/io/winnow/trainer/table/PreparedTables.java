package io.winnow.trainer.table;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/** Tables that were tokenised or embedded once, from which batches of a network's input can be made in any order. */
public interface PreparedTables extends AutoCloseable {
    int size();

    /** Length of a table's input, such as its number of tokens. Tables of similar length make efficient batches. */
    int length(int table);

    /**
     * Returns the network's input for some of the tables: one array for each view, with one row for each table.
     *
     * @param tables indices of the tables
     * @param scope the manager to which the arrays are attached
     */
    NDList batch(int[] tables, NDManager scope);

    @Override
    default void close() {}
}
