package io.winnow.trainer.search;

import io.winnow.datasets.table.Table;
import java.util.List;

/**
 * The part of a table that is shown in search results.
 *
 * @param rows the first rows, with long cells cut
 * @param rowCount number of rows of the whole table, without headers
 * @param columnCount number of columns of the whole table
 */
public record TableExcerpt(
        String id, String caption, List<String> headers, List<List<String>> rows, int rowCount, int columnCount) {
    private static final int ROWS = 8;
    private static final int CELLS = 8;
    private static final int CELL_CHARACTERS = 60;
    private static final int CAPTION_CHARACTERS = 500;

    public static TableExcerpt of(Table table) {
        return new TableExcerpt(
                table.id(),
                cut(table.caption().strip(), CAPTION_CHARACTERS),
                cells(table.headers()),
                table.rows().stream().limit(ROWS).map(TableExcerpt::cells).toList(),
                table.rows().size(),
                table.columnCount());
    }

    private static List<String> cells(List<String> row) {
        return row.stream()
                .limit(CELLS)
                .map(cell -> cut(cell.strip(), CELL_CHARACTERS))
                .toList();
    }

    private static String cut(String text, int limit) {
        return text.codePointCount(0, text.length()) <= limit
                ? text
                : text.substring(0, text.offsetByCodePoints(0, limit - 1)) + "\u2026";
    }

    /** Returns the caption, or the headers if there is no caption, on one line and cut to a number of characters. */
    public String title(int characters) {
        String text = caption.isBlank() ? String.join(" | ", headers) : caption;
        return cut(text.replaceAll("\\s+", " "), characters);
    }
}
