package io.winnow.trainer.model;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.file.TextCharset;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the inputs that a user names are read.
 *
 * @param catalog the data sets that have a name
 * @param charset character set of files of text that do not say it themselves; by default that of the training, or UTF-8
 * @param items file of items that other inputs refer to by their ids; empty if none is named
 * @param say receives notes for the user on what is read, such as what is left out
 */
public record InputOptions(Catalog catalog, TextCharset charset, Optional<Path> items, Consumer<String> say) {
    /** Options without anybody to tell notes to. */
    public InputOptions(Catalog catalog, TextCharset charset, Optional<Path> items) {
        this(catalog, charset, items, note -> {});
    }
}
