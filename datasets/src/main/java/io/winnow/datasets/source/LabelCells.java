package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import java.util.List;
import java.util.Optional;

/**
 * What the records say of one label of each item.
 *
 * @param name name of the label
 * @param items for each item what its records say, in order; absent if they say nothing
 * @param columns what the columns of {@link Encoding.Columns} stand for, in order; empty for other encodings
 * @param decimal how the texts of further files write numbers
 */
record LabelCells(
        String name,
        Encoding encoding,
        List<Optional<List<Statement>>> items,
        List<String> columns,
        Problems problems,
        Decimal decimal) {
    /** Reads what is said of one item. */
    interface ItemReader {
        void read(int item, List<Statement> said) throws DataException;
    }

    /** Reads every item of which something is said, and collects the mistakes. */
    void forEach(ItemReader reader) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).isPresent()) {
                read(i, items.get(i).get(), reader);
            }
        }
    }

    /** Reads one item, and collects the mistake if there is one. */
    void read(int item, List<Statement> said, ItemReader reader) {
        try {
            reader.read(item, said);
        } catch (DataException e) {
            problems.add(role(), e);
        }
    }

    int size() {
        return items.size();
    }

    /** Whether at most one thing is said of each item. */
    boolean isSingle() {
        return items.stream().allMatch(said -> said.isEmpty() || said.get().size() <= 1);
    }

    boolean isColumns() {
        return encoding instanceof Encoding.Columns;
    }

    /** Adds a mistake of the description of this label. */
    void mistake(String what) {
        problems.add(role() + ": " + what);
    }

    /** Says that a kind of label is not written in this way. */
    void unsuitable(String kind, String suitable) {
        mistake("labels of kind " + kind + " cannot be read from "
                + (encoding instanceof Encoding.Plain
                        ? "a cell with one value"
                        : encoding instanceof Encoding.Separated
                                ? "a cell with separated values"
                                : encoding instanceof Encoding.Listed
                                        ? "a list"
                                        : encoding instanceof Encoding.Columns
                                                ? "several columns"
                                                : encoding instanceof Encoding.Parallel
                                                        ? "parallel lists"
                                                        : "several records")
                + ". Give " + suitable + ".");
    }

    String role() {
        return "labels." + name;
    }
}
