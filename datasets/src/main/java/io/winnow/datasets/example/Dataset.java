package io.winnow.datasets.example;

import io.winnow.datasets.label.Labels;
import java.io.IOException;

/**
 * Numbered items of one kind, with what is known of their labels. Thread-safe.
 *
 * @param <X> the kind of item
 */
public interface Dataset<X> extends AutoCloseable {
    /** A short name for messages and manifests, such as {@code fashion-mnist/train}. */
    String name();

    /** The number of items. */
    default int size() {
        return labels().size();
    }

    /**
     * Reads one item.
     *
     * @throws IOException if it cannot be read; the message names it
     */
    X item(int index) throws IOException;

    /** What the user calls an item: a path, a key in a shard, or its index. */
    default String key(int index) {
        return Integer.toString(index);
    }

    /** Labels of all items. */
    Labels labels();

    /** SHA-256 (hexadecimal) over what identifies the data. */
    String fingerprint();

    @Override
    default void close() throws IOException {}
}
