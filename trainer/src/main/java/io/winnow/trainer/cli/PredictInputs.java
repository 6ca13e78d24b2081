package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.trainer.predict.ImageList;
import io.winnow.trainer.predict.InputNames;
import io.winnow.trainer.predict.Item;
import io.winnow.trainer.predict.Items;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** The images of the inputs of {@code winnow predict}. An input without images becomes an item that fails with the reason. */
final class PredictInputs {
    static final String NO_STANDARD_INPUT =
            "standard input is not supported; write the paths to a file such as list.jsonl, one"
                    + " {\"path\": \"a.png\"} per line, and name that file";
    private static final String NO_IMAGE = "does not have the name of an image, a list (.jsonl) or a shard (.tar)";
    private static final String NO_TEXT =
            NO_IMAGE + "; a list of paths is a .jsonl file with one {\"path\": \"a.png\"} per line";

    private final List<String> inputs;
    private final InputNames names;
    private final Catalog catalog;
    private final DecodeOptions options;

    /** @param options how images of files and shards are decoded */
    PredictInputs(List<String> inputs, Catalog catalog, DecodeOptions options) {
        this.inputs = inputs;
        names = new InputNames(inputs);
        this.catalog = catalog;
        this.options = options;
    }

    /** Receives images. Their source is open until {@code take} returns. */
    @FunctionalInterface
    interface Consumer {
        void take(Iterator<Item> items) throws IOException;
    }

    /**
     * Passes all items to a consumer, in the order of the inputs. Consecutive single files are passed together, so that they share batches.
     */
    void each(Consumer consumer) throws IOException {
        List<Item> single = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            String input = inputs.get(i);
            Path path = Path.of(input);
            if (input.equals(ImageInput.STANDARD_INPUT)) {
                single.add(Item.failing(names.name(i), NO_STANDARD_INPUT));
            } else if (!Files.isRegularFile(path) || Items.isShard(path)) {
                flush(single, consumer);
                set(i, consumer);
            } else if (Items.isList(path)) {
                flush(single, consumer);
                list(i, path, consumer);
            } else if (Items.isImage(path)) {
                single.add(Item.of(names.name(i), path, options));
            } else {
                single.add(Item.failing(
                        names.name(i), path.toString().matches("(?i).+\\.(txt|csv|tsv|lst)") ? NO_TEXT : NO_IMAGE));
            }
        }
        flush(single, consumer);
    }

    private static void flush(List<Item> single, Consumer consumer) throws IOException {
        if (!single.isEmpty()) {
            consumer.take(single.iterator());
            single.clear();
        }
    }

    private void list(int input, Path path, Consumer consumer) throws IOException {
        try (Stream<Item> items = new ImageList(path, names.prefix(input), options).items()) {
            Iterator<Item> iterator = items.iterator();
            consumer.take(
                    iterator.hasNext()
                            ? iterator
                            : List.of(Item.failing(names.name(input), "the list is empty"))
                                    .iterator());
        } catch (AccessDeniedException e) {
            fail(input, denied(e), consumer);
        }
    }

    private void set(int input, Consumer consumer) throws IOException {
        ImageDataset images;
        try {
            images = ImageInput.open(inputs.get(input), catalog, options);
        } catch (AccessDeniedException e) {
            fail(input, denied(e), consumer);
            return;
        } catch (IOException | UncheckedIOException e) {
            fail(input, e.getMessage(), consumer);
            return;
        }
        try (images) {
            consumer.take(Item.of(images, names.prefix(input)).iterator());
        }
    }

    static String denied(AccessDeniedException e) {
        return "you have no permission to read " + e.getFile();
    }

    private void fail(int input, String why, Consumer consumer) throws IOException {
        consumer.take(List.of(Item.failing(names.name(input), why)).iterator());
    }
}
