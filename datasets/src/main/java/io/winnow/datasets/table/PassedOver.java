package io.winnow.datasets.table;

import java.util.List;

/**
 * Files of a folder that were not read, for one reason.
 *
 * @param what the kind of files and what to do about them, such as {@code files ending in .xlsx (save each sheet as CSV)}
 * @param count number of files
 * @param examples the first three files
 */
public record PassedOver(String what, int count, List<String> examples) {
    public PassedOver {
        examples = List.copyOf(examples);
    }

    /** A text such as {@code files ending in .md: 2, such as notes.md}. */
    @Override
    public String toString() {
        return what + ": " + count + ", such as " + String.join(", ", examples);
    }
}
