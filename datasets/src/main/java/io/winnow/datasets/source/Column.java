package io.winnow.datasets.source;

import java.util.List;

/**
 * A column of the metadata files, or of a joined file.
 *
 * @param source 0 for the metadata files, and the number of the join, counted from 1, for a joined file
 * @param names its name in each metadata file, which may differ in case, or {@link #ABSENT}; or in the joined file
 */
record Column(int source, List<String> names) {
    /** Stands for the name in a file that lacks the column. */
    static final String ABSENT = "";

    Column {
        names = List.copyOf(names);
    }

    /** The name in a metadata file, or in the joined file. */
    String name(int file) {
        return names.get(source == 0 ? file : 0);
    }

    /** The name in the first file that has it. */
    String name() {
        return names.stream().filter(name -> !name.equals(ABSENT)).findFirst().orElseThrow();
    }
}
