package io.winnow.datasets.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A table of text. Rows may be of unequal length, and a table may be empty.
 *
 * @param id unique in its collection, not blank
 * @param caption empty when there is none
 * @param headers the names of the columns; empty when there are none
 * @param rows cells below the headers, row by row
 * @param provenance where it comes from, such as {@code file} and {@code label}; not part of what the table says
 */
public record Table(
        String id, String caption, List<String> headers, List<List<String>> rows, Map<String, String> provenance) {
    /** Key of the provenance under which a reader says what it assumed, or what looks wrong. */
    static final String NOTE = "note";

    public Table {
        if (id.isBlank()) {
            throw new IllegalArgumentException("A table has an id that is not blank.");
        }
        Objects.requireNonNull(caption, "A table without a caption has an empty one.");
        headers = List.copyOf(headers);
        rows = rows.stream().map(List::copyOf).toList();
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }

    /** A table without provenance. */
    public Table(String id, String caption, List<String> headers, List<List<String>> rows) {
        this(id, caption, headers, rows, Map.of());
    }

    /** The headers, if there are any, as the first row, and the rows. */
    public List<List<String>> allRows() {
        if (headers.isEmpty()) {
            return rows;
        }
        List<List<String>> all = new ArrayList<>(rows.size() + 1);
        all.add(headers);
        all.addAll(rows);
        return Collections.unmodifiableList(all);
    }

    /** The cells of the longest row, headers included. */
    public int columnCount() {
        return allRows().stream().mapToInt(List::size).max().orElse(0);
    }

    /** True when neither caption nor any cell holds more than blanks. */
    public boolean isBlank() {
        return caption.isBlank()
                && allRows().stream().allMatch(row -> row.stream().allMatch(String::isBlank));
    }

    /** True when the other says the same, under whatever id and from whatever place. */
    public boolean sameContent(Table other) {
        return caption.equals(other.caption) && headers.equals(other.headers) && rows.equals(other.rows);
    }
}
