package io.winnow.datasets.table;

import java.util.List;

/**
 * Files of a folder that were not read, for one reason.
 *
 * @param what they are and what to do, such as {@code files ending in .xlsx (save each sheet as CSV)}
 * @param count how many
 * @param examples the first three of them
 */
public record PassedOver(String what, int count, List<String> examples) {
    public PassedOver {
        examples = List.copyOf(examples);
    }

    /** {@code files ending in .md: 2, such as notes.md}. */
    @Override
    public String toString() {
        return what + ": " + count + ", such as " + String.join(", ", examples);
    }
}
