package io.winnow.datasets.catalog;

import io.winnow.datasets.DataException;
import java.nio.file.Path;
import java.util.List;

/** No folder and no source has a data set. The message lists what was tried, and how to provide the files by hand. */
public final class UnavailableDataException extends DataException {
    private static final long serialVersionUID = 1;

    UnavailableDataException(Entry entry, List<String> tried, Path target) {
        super("The data set " + entry.name() + " could not be found or fetched. Tried:\n  " + String.join("\n  ", tried)
                + "\nTo provide it by hand, copy these files into " + target
                + " (or into the same folder below another root that WINNOW_DATA names):\n  "
                + String.join(
                        "\n  ",
                        entry.files().stream()
                                .map(file -> file.name() + "  sha256 " + file.sha256())
                                .toList())
                + (entry.originals().isEmpty()
                        ? ""
                        : "\nor the files that its authors published:\n  " + String.join("\n  ", entry.originals())));
    }
}
