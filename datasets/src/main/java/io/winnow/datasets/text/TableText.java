package io.winnow.datasets.text;

import io.winnow.datasets.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes tables as text for sentence encoders.
 *
 * @param cellSeparator text between the cells of a row or column
 * @param rowSeparator text between rows or columns
 * @param maxCharacters largest number of characters of each segment; the rest is cut off here, before a tokenizer would truncate it anyway
 * @param decodeEntities whether HTML entities are replaced by the characters they stand for
 */
public record TableText(String cellSeparator, String rowSeparator, int maxCharacters, boolean decodeEntities) {
    /** Separates cells and rows by blanks. */
    public static final TableText PLAIN = new TableText(" ", " ", 10_000, true);

    public TableText {
        if (maxCharacters < 1) {
            throw new IllegalArgumentException(
                    "A segment must have at least 1 character, found " + maxCharacters + ".");
        }
    }

    /** A part of a table, or a table whose cells are read in a certain order. */
    public enum View {
        CAPTION,
        /** The headers, or the first row if the table has no headers. */
        HEADERS,
        /** The headers and rows, without the caption. */
        ROWS,
        /** The columns one after another, each beginning with its header, without the caption. */
        COLUMNS,
        /** The caption as the first segment and {@link #ROWS} as the second. */
        CAPTION_AND_ROWS,
        /** The caption as the first segment and {@link #COLUMNS} as the second. */
        CAPTION_AND_COLUMNS
    }

    /**
     * One or two segments of text, which encoders distinguish by the segment ids 0 and 1.
     *
     * @param second the second segment; empty if there is only one
     */
    public record Segments(String first, String second) {}

    /** Returns a view of a table; both segments are empty if the view has no text. */
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

    /** Without a caption, the body becomes the first and only segment. */
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

    /** Rows may be shorter than others; they have no cells in the last columns. */
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
        // The text is cut before its entities are decoded, so that a cell of many megabytes is not decoded as a whole.
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
