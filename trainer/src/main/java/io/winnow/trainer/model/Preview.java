package io.winnow.trainer.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.winnow.datasets.table.Table;
import java.util.List;

/** What a list or a page shows of an example. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Preview.Picture.class, name = "picture"),
    @JsonSubTypes.Type(value = Preview.Excerpt.class, name = "text"),
    @JsonSubTypes.Type(value = Preview.Grid.class, name = "table")
})
public sealed interface Preview {
    /**
     * Returns the example in a line of text, cut to a number of characters; empty if only its key can be said.
     *
     * @param characters largest number of characters
     */
    String title(int characters);

    /**
     * A picture.
     *
     * @param png a small PNG file; empty if the example is damaged
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Picture(byte[] png) implements Preview {
        @Override
        public String title(int characters) {
            return "";
        }
    }

    /** A text, or the beginning of one. */
    record Excerpt(String text) implements Preview {
        @Override
        public String title(int characters) {
            return line(text, characters);
        }
    }

    /**
     * The upper left part of a table.
     *
     * @param rows the first rows, with long cells cut
     * @param rowCount number of rows of the whole table, without headers
     * @param columnCount number of columns of the whole table
     */
    record Grid(String caption, List<String> headers, List<List<String>> rows, int rowCount, int columnCount)
            implements Preview {
        private static final int ROWS = 8;
        private static final int CELLS = 8;
        private static final int CELL_CHARACTERS = 60;
        private static final int CAPTION_CHARACTERS = 500;

        /** Returns the part of a table. */
        public static Grid of(Table table) {
            return new Grid(
                    cut(table.caption().strip(), CAPTION_CHARACTERS),
                    cells(table.headers()),
                    table.rows().stream().limit(ROWS).map(Grid::cells).toList(),
                    table.rows().size(),
                    table.columnCount());
        }

        private static List<String> cells(List<String> row) {
            return row.stream()
                    .limit(CELLS)
                    .map(cell -> cut(cell.strip(), CELL_CHARACTERS))
                    .toList();
        }

        /** Returns the caption, or the headers if there is no caption. */
        @Override
        public String title(int characters) {
            return line(caption.isBlank() ? String.join(" | ", headers) : caption, characters);
        }
    }

    private static String line(String text, int characters) {
        return cut(text.strip().replaceAll("\\s+", " "), characters);
    }

    private static String cut(String text, int limit) {
        return text.codePointCount(0, text.length()) <= limit
                ? text
                : text.substring(0, text.offsetByCodePoints(0, limit - 1)) + "\u2026";
    }
}
