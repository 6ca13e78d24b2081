package io.winnow.datasets.example;

import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.util.List;

/**
 * Items of one kind with random access, and what is known of each. Thread-safe.
 *
 * @param <X> the kind of the items, such as {@code Image} or {@code Text}
 */
public interface Dataset<X> extends AutoCloseable {
    /** A short name for messages and manifests, such as {@code fashion-mnist/train}. */
    String name();

    /**
     * Reads one item.
     *
     * @param index number of the item, from 0 to {@link #size} - 1
     * @throws IOException if it cannot be read; the message names it
     */
    X item(int index) throws IOException;

    /** Labels of all items; their number is the number of items. */
    Labels labels();

    /** SHA-256 (hexadecimal) over what identifies the data: names, sizes, labels, and contents or headers. */
    String fingerprint();

    default int size() {
        return labels().size();
    }

    /** What the user calls an item: a key, a path, a key in a shard, or its index. */
    default String key(int index) {
        return Integer.toString(index);
    }

    /** What was skipped when the items were listed, and what looks like a mistake. */
    default ReadReport report() {
        return ReadReport.EMPTY;
    }

    /** The files that hold the items one after another, in order; empty if each item has its own file or all are in memory. */
    default List<Shard> shards() {
        return List.of();
    }

    @Override
    default void close() throws IOException {}
}
