package io.winnow.trainer.model;

import io.winnow.datasets.example.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Reads the items that a user names on a command line, as a model takes them.
 *
 * @param <X> what an item is, or where it is
 */
public interface ItemReader<X> {
    /** The usual name of standard input. */
    String STANDARD_INPUT = "-";

    /** Returns the noun in the plural for the items, such as {@code images}. */
    String unit();

    /** Returns the usual number of items that are collected before a model computes their outputs. */
    int batchSize();

    /**
     * Requires that every input exists, before anything is computed.
     *
     * @throws io.winnow.trainer.run.UserException if inputs are missing; the message names all of them
     */
    void require(List<String> inputs) throws IOException;

    /**
     * Passes the items of inputs to a consumer, in their order. Items whose outputs can be computed together are passed at once.
     *
     * @param inputs the inputs as the user names them
     */
    void read(List<String> inputs, InputOptions options, Consumer<X> consumer) throws IOException;

    /** Receives items. Their source is open until {@code take} returns. */
    @FunctionalInterface
    interface Consumer<X> {
        void take(Iterator<Item<X>> items, Progress progress) throws IOException;
    }

    /** How much was read so far of the inputs whose items a consumer takes. */
    @FunctionalInterface
    interface Progress {
        ReadCounts counts();
    }

    /** Returns whether a file of this name is read if it lies in a folder that is an input. */
    default boolean reads(Path file) {
        return false;
    }

    /** Returns the usual largest number of unreadable files and items that are left out. */
    default int mostUnreadable() {
        return 0;
    }

    /** Returns the number of files that {@link #read} will read, for a progress bar. */
    default long files(List<String> inputs) throws IOException {
        return inputs.size();
    }

    /** Collects items that a consumer received at once. */
    Collected collect(List<Item.Loaded<X>> items);

    /**
     * Items in a data set.
     *
     * @param items the data set
     * @param examples indices of the items in it
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Collected(Dataset<?> items, int[] examples) {}

    /**
     * Opens labelled items that a model can be evaluated on. The caller closes them.
     *
     * @return empty if such items are not labelled one by one
     * @throws io.winnow.trainer.run.UserException if they cannot be read
     */
    Optional<Dataset<?>> labelled(String input, InputOptions options) throws IOException;

    /** Returns what mirrors the items of a data set left to right, without closing it; empty if such items have no mirror images. */
    default Optional<UnaryOperator<Dataset<?>>> mirror() {
        return Optional.empty();
    }

    /** Returns what a list or a page shows of an item. */
    Preview preview(X item) throws IOException;
}
