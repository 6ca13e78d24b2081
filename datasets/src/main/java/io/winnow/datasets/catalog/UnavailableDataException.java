package io.winnow.datasets.catalog;

import io.winnow.datasets.DataException;
import java.nio.file.Path;
import java.util.List;

/** A data set is in no place and from no source; the message lists what was tried, and how to place the files by hand. */
public final class UnavailableDataException extends DataException {
    private static final long serialVersionUID = 1;

    UnavailableDataException(Entry entry, List<String> tried, Path target) {
        super("Data set " + entry.name() + " is not to be had. Tried:\n  " + String.join("\n  ", tried)
                + "\nTo place it by hand, put these files into " + target
                + " (or under another root named by WINNOW_DATA):\n  "
                + String.join(
                        "\n  ",
                        entry.files().stream()
                                .map(file -> file.name() + "  sha256 " + file.sha256())
                                .toList())
                + (entry.originals().isEmpty()
                        ? ""
                        : "\nor the authors' own:\n  " + String.join("\n  ", entry.originals())));
    }
}
