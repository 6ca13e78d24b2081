package io.winnow.datasets.table;

import java.io.Closeable;
import java.io.IOException;

/** The tables of one file, one after another. */
interface TableCursor extends Closeable {
    /**
     * The next table, or null when there is none.
     *
     * @throws UnreadableTableException for a table that cannot be read; the next call goes on behind it
     */
    Table next() throws IOException;

    @Override
    default void close() throws IOException {}
}
