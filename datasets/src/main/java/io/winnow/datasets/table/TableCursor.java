package io.winnow.datasets.table;

import java.io.Closeable;
import java.io.IOException;

/** Iterates over the tables of one file. */
interface TableCursor extends Closeable {
    /**
     * Returns the next table, or null at the end of the file.
     *
     * @throws UnreadableTableException if the table cannot be read; the next call continues after it
     */
    Table next() throws IOException;

    @Override
    default void close() throws IOException {}
}
