package io.winnow.trainer.search;

import io.winnow.datasets.table.Table;
import java.util.List;

/**
 * What is shown of a table.
 *
 * @param rows the first ones, cells cut
 * @param rowCount of the whole table, without headers
 * @param columnCount of the whole table
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

    private static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "\u2026";
    }

    /** Its first line of words, for lists. */
    public String title() {
        String text = caption.isBlank() ? String.join(" | ", headers) : caption;
        return text.replaceAll("\\s+", " ");
    }
}
