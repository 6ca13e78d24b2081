package io.winnow.datasets.source;

import java.util.List;

/**
 * A column of the metadata files, or of a joined file.
 *
 * @param source 0 for the metadata files, and the number of the join, counted from 1, for a joined file
 * @param names its name in each metadata file, which may differ in case; or in the joined file
 */
record Column(int source, List<String> names) {
    Column {
        names = List.copyOf(names);
    }

    /** The name in a metadata file, or in the joined file. */
    String name(int file) {
        return names.get(source == 0 ? file : 0);
    }

    /** The name in the first file. */
    String name() {
        return names.get(0);
    }
}
