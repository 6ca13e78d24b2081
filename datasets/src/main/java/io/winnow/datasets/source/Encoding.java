package io.winnow.datasets.source;

import java.util.List;
import java.util.Optional;

/** Where a label is in a record, and how it is written there. */
public sealed interface Encoding {
    /** A cell with one value. */
    record Plain(String column) implements Encoding {}

    /** A cell with several values, such as {@code a|b}. */
    record Separated(String column, String separator) implements Encoding {
        public Separated {
            if (separator.isEmpty()) {
                throw new IllegalArgumentException("The separator must have at least one character.");
            }
        }
    }

    /**
     * A cell with a list, such as {@code ['a', 'b']}, or a dictionary, such as {@code {'a': 0.7}}, as Python or JSON write it. A list of
     * lists has one list for each annotator.
     */
    record Listed(String column) implements Encoding {}

    /**
     * Several columns.
     *
     * @param columns names or patterns with {@code *}. A column stands for the class or the annotator of its name; if there is only one
     *     pattern, for what its {@code *} stands for
     */
    record Columns(List<String> columns) implements Encoding {
        public Columns {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Two cells with lists of the same length: names, and the confidence in each. Lists of lists have one list for each annotator.
     */
    record Parallel(String names, String confidences) implements Encoding {}

    /**
     * One value per record, where several records with the same key are one item.
     *
     * @param column column of the value
     * @param said column that says what the record says of the value, such as 1 and 0; by default that the item has it
     * @param annotator column of the name of the annotator
     */
    record Rows(String column, Optional<String> said, Optional<String> annotator) implements Encoding {}
}
