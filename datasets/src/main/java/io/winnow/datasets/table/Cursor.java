package io.winnow.datasets.table;

import java.io.Closeable;
import java.io.IOException;

/**
 * Iterates over what a file holds, such as tables.
 *
 * @param <T> the elements
 */
@FunctionalInterface
public interface Cursor<T> extends Closeable {
    /**
     * Returns the next element, or null at the end of the file.
     *
     * @throws UnreadableTableException if the element cannot be read; the next call continues after it
     * @throws IOException if the rest of the file cannot be read
     */
    T next() throws IOException;

    @Override
    default void close() throws IOException {}
}
