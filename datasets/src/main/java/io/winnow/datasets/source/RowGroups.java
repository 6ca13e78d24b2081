package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records of each item: one record, or, if a label is written as one record for each statement, all records with the same key.
 *
 * @param items the records of each item, in the order in which the items occur
 * @param keys the key that the first record of each item has; an empty text if there is no column of keys
 */
record RowGroups(List<List<TableRow>> items, List<String> keys) {
    /** Makes every record an item of its own; it is a mistake if two have the same key. */
    static RowGroups single(List<TableRow> rows, Optional<Column> key, Problems problems) {
        List<List<TableRow>> items = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        Map<String, TableRow> byKey = new LinkedHashMap<>();
        for (TableRow row : rows) {
            items.add(List.of(row));
            String own = key.map(column -> key(row, column, problems)).orElse("");
            keys.add(own);
            TableRow other = own.isEmpty() ? null : byKey.putIfAbsent(own, row);
            if (other != null) {
                problems.add(
                        "key",
                        row.error(
                                key.orElseThrow(),
                                "is '" + own + "', as in " + other.place()
                                        + (row.file() == other.file() ? "" : " of " + other.path())
                                        + ". Each item needs a key of its own: leave out key if these are different items; if a record is one statement on an item, declare the label as"
                                        + " rows"));
            }
        }
        return new RowGroups(items, keys);
    }

    /**
     * Joins the records with the same key.
     *
     * @param content reader of the content, which names the items if there is no column of keys
     * @param shared columns that must have the same value in all records of an item
     */
    static RowGroups merged(
            List<TableRow> rows,
            Optional<Column> key,
            ContentReader content,
            Collection<Column> shared,
            Problems problems) {
        Map<Object, List<TableRow>> byKey = new LinkedHashMap<>();
        List<String> keys = new ArrayList<>();
        for (TableRow row : rows) {
            String own = key.map(column -> key(row, column, problems)).orElse("");
            Object name = key.isPresent() ? own : content.cells(row, true);
            List<TableRow> item = byKey.computeIfAbsent(name, each -> new ArrayList<>());
            if (item.isEmpty()) {
                keys.add(own);
            } else {
                requireSame(item.get(0), row, shared, problems);
            }
            item.add(row);
        }
        return new RowGroups(List.copyOf(byKey.values()), keys);
    }

    private static void requireSame(TableRow first, TableRow row, Collection<Column> shared, Problems problems) {
        for (Column column : shared) {
            try {
                String value = row.text(column);
                if (!value.equals(first.text(column))) {
                    throw row.error(
                            column,
                            "is '" + shorten(value) + "', but " + first.place()
                                    + ", which has the same key, has '" + shorten(first.text(column))
                                    + "'. Correct one of the two, or the keys");
                }
            } catch (DataException e) {
                problems.add("records of one item", e);
            }
        }
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "..";
    }

    private static String key(TableRow row, Column column, Problems problems) {
        try {
            String key = row.cell(column);
            if (key.isEmpty()) {
                throw row.error(column, "is blank. Each item needs a key; if there are none, leave key out");
            }
            return key;
        } catch (DataException e) {
            problems.add("key", e);
            return "";
        }
    }
}
