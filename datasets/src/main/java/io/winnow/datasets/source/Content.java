package io.winnow.datasets.source;

import java.nio.file.Path;
import java.util.List;

/** What an item is: texts, files, or the values of columns. */
public sealed interface Content {
    /** Returns the same content, of which blank texts are left out and reported one by one rather than being errors. */
    default Content skippingBlanks() {
        return this;
    }

    /**
     * Texts, such as a title and an abstract.
     *
     * @param columns columns of the parts in order; at least one part of each item must have text
     * @param skipBlank whether records without text are left out rather than being errors
     */
    record Texts(List<String> columns, boolean skipBlank) implements Content {
        public Texts {
            columns = List.copyOf(columns);
            if (columns.isEmpty()) {
                throw new IllegalArgumentException("A text needs at least one column.");
            }
        }

        /** Texts of which none is blank. */
        public Texts(List<String> columns) {
            this(columns, false);
        }

        @Override
        public Texts skippingBlanks() {
            return new Texts(columns, true);
        }
    }

    /**
     * Pairs of texts, such as a premise and a hypothesis; both must have text.
     *
     * @param skipBlank whether records without text are left out rather than being errors
     */
    record TextPair(String first, String second, boolean skipBlank) implements Content {
        /** Pairs in which no text is blank. */
        public TextPair(String first, String second) {
            this(first, second, false);
        }

        @Override
        public TextPair skippingBlanks() {
            return new TextPair(first, second, true);
        }
    }

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
