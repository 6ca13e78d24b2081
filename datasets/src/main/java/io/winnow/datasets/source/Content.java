package io.winnow.datasets.source;

import java.nio.file.Path;
import java.util.List;

/** What an item is: texts, files, or the values of columns. */
public sealed interface Content {
    /**
     * Texts, such as a title and an abstract.
     *
     * @param columns columns of the parts in order; at least one part of each item must have text
     */
    record Texts(List<String> columns) implements Content {
        public Texts {
            columns = List.copyOf(columns);
            if (columns.isEmpty()) {
                throw new IllegalArgumentException("A text needs at least one column.");
            }
        }
    }

    /** Pairs of texts, such as a premise and a hypothesis; both must have text. */
    record TextPair(String first, String second) implements Content {}

    /**
     * Files, such as images. Each is an item of its own, with the labels of the record that names it.
     *
     * @param columns columns with names of files, each a name or a pattern with {@code *}
     * @param root the folder in which these files are
     * @param skipMissing whether files that do not exist are left out rather than being an error
     */
    record Files(List<String> columns, Path root, boolean skipMissing) implements Content {
        public Files {
            columns = List.copyOf(columns);
            if (columns.isEmpty()) {
                throw new IllegalArgumentException("Files need at least one column that names them.");
            }
        }
    }

    /**
     * The values of columns.
     *
     * @param columns names or patterns with {@code *}; if there are none, all columns that the description does not use otherwise
     */
    record Values(List<String> columns) implements Content {
        public Values {
            columns = List.copyOf(columns);
        }
    }
}
