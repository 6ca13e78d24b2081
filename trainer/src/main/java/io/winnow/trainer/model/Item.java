package io.winnow.trainer.model;

import java.io.IOException;

/**
 * An item to compute the output of a model for.
 *
 * @param key key of the item in the results
 * @param source reads the item
 */
public record Item<X>(String key, Source<X> source) {
    /** Reads an item when it is needed. */
    @FunctionalInterface
    public interface Source<X> {
        /**
         * Reads the item.
         *
         * @throws IOException if it cannot be read; the message says why
         */
        X read() throws IOException;
    }

    /** An item that was read. */
    public record Loaded<X>(String key, X item) {}

    /** Returns an item that is in memory already. */
    public static <X> Item<X> of(String key, X item) {
        return new Item<>(key, () -> item);
    }

    /** Returns an item that cannot be read, and the reason. */
    public static <X> Item<X> failing(String key, String why) {
        return new Item<>(key, () -> {
            throw new IOException(why);
        });
    }
}
