package io.winnow.datasets.text;

import io.winnow.datasets.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes tables as text for sentence encoders.
 *
 * @param cellSeparator between the cells of a row or column
 * @param rowSeparator between rows or columns
 * @param maxCharacters of each segment; more is cut off before it reaches a tokenizer, which would cut it off anyway
 * @param decodeEntities whether HTML entities become the characters they stand for
 */
public record TableText(String cellSeparator, String rowSeparator, int maxCharacters, boolean decodeEntities) {
    /** Blanks between cells and rows. */
    public static final TableText PLAIN = new TableText(" ", " ", 10_000, true);

    public TableText {
        if (maxCharacters < 1) {
            throw new IllegalArgumentException("A segment has at least 1 character, not " + maxCharacters + ".");
        }
    }

    /** A part of a table, or the table in some order. */
    public enum View {
        CAPTION,
        /** The headers; of a table without them, its first row. */
        HEADERS,
        /** Headers and rows, without the caption. */
        ROWS,
        /** Column by column, each with its header first, without the caption. */
        COLUMNS,
        /** The caption as first segment, {@link #ROWS} as second. */
        CAPTION_AND_ROWS,
        /** The caption as first segment, {@link #COLUMNS} as second. */
        CAPTION_AND_COLUMNS
    }

    /**
     * One or two segments of text; encoders tell them apart by segment ids 0 and 1.
     *
     * @param second empty when there is one
     */
    public record Segments(String first, String second) {}

    /** A view of a table; both segments are empty when it has nothing to show. */
    public Segments of(Table table, View view) {
        return switch (view) {
            case CAPTION -> single(caption(table));
            case HEADERS -> single(headers(table));
            case ROWS -> single(body(table.allRows()));
            case COLUMNS -> single(body(columns(table)));
            case CAPTION_AND_ROWS -> pair(caption(table), body(table.allRows()));
            case CAPTION_AND_COLUMNS -> pair(caption(table), body(columns(table)));
        };
    }

    private static Segments single(String text) {
        return new Segments(text, "");
    }

    /** A table without a caption is its body alone. */
    private static Segments pair(String caption, String body) {
        return caption.isEmpty() ? single(body) : new Segments(caption, body);
    }

    private String caption(Table table) {
        return cut(clean(table.caption()));
    }

    private String headers(Table table) {
        List<List<String>> rows = table.allRows();
        return rows.isEmpty() ? "" : body(rows.subList(0, 1));
    }

    private String body(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            String separator = rowSeparator;
            for (String cell : row) {
                String content = clean(cell);
                if (!content.isEmpty()) {
                    text.append(text.isEmpty() ? "" : separator).append(content);
                    separator = cellSeparator;
                }
                if (text.length() >= maxCharacters) {
                    return cut(text.toString());
                }
            }
        }
        return text.toString();
    }

    /** Short rows lack the last columns. */
    private static List<List<String>> columns(Table table) {
        List<List<String>> columns = Stream.generate(() -> (List<String>) new ArrayList<String>())
                .limit(table.columnCount())
                .toList();
        for (List<String> row : table.allRows()) {
            for (int c = 0; c < row.size(); c++) {
                columns.get(c).add(row.get(c));
            }
        }
        return columns;
    }

    private String clean(String text) {
        // cut first: a cell of many megabytes is not decoded for the sake of its first lines
        String start = cut(text);
        return (decodeEntities ? Words.decode(start) : start).strip();
    }

    private String cut(String text) {
        if (text.length() <= maxCharacters) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxCharacters - 1)) ? maxCharacters - 1 : maxCharacters;
        return text.substring(0, end);
    }
}
