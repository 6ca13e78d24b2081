package io.winnow.datasets.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A table of text. Rows may have different lengths, and a table may be empty.
 *
 * @param id unique in its collection, not blank
 * @param caption the caption; empty if there is none
 * @param headers the names of the columns; empty if there are none
 * @param rows the cells below the headers, row by row
 * @param provenance where the table comes from, such as {@code file} and {@code label}; it is not part of the table's content
 */
public record Table(
        String id, String caption, List<String> headers, List<List<String>> rows, Map<String, String> provenance) {
    /** The key of the provenance under which a reader notes what it assumed or what looks wrong. */
    static final String NOTE = "note";

    public Table {
        if (id.isBlank()) {
            throw new IllegalArgumentException("The id of a table must not be blank.");
        }
        Objects.requireNonNull(
                caption, "The caption must not be null; use an empty text for a table without a caption.");
        headers = List.copyOf(headers);
        rows = rows.stream().map(List::copyOf).toList();
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }

    /** Creates a table without provenance. */
    public Table(String id, String caption, List<String> headers, List<List<String>> rows) {
        this(id, caption, headers, rows, Map.of());
    }

    /** The headers, if there are any, as the first row, followed by the other rows. */
    public List<List<String>> allRows() {
        if (headers.isEmpty()) {
            return rows;
        }
        List<List<String>> all = new ArrayList<>(rows.size() + 1);
        all.add(headers);
        all.addAll(rows);
        return Collections.unmodifiableList(all);
    }

    /** The number of cells of the longest row, including the headers. */
    public int columnCount() {
        return allRows().stream().mapToInt(List::size).max().orElse(0);
    }

    /** Whether the caption and all cells are blank. */
    public boolean isBlank() {
        return caption.isBlank()
                && allRows().stream().allMatch(row -> row.stream().allMatch(String::isBlank));
    }

    /** Whether another table has the same content, regardless of its id and provenance. */
    public boolean sameContent(Table other) {
        return caption.equals(other.caption) && headers.equals(other.headers) && rows.equals(other.rows);
    }
}
