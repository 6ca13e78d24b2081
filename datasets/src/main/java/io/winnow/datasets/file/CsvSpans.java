package io.winnow.datasets.file;

import java.util.HashMap;
import java.util.Map;

/** Finds where the cells of a column of separated values ({@link Delimited}) lie in the text. */
final class CsvSpans {
    private final String text;
    private final char separator;
    private final boolean quotes;
    private int place;
    private long line = 1;

    /**
     * @param quotes whether a quotation mark at the beginning of a cell quotes it
     * @param skip number of characters of a first line that declares the separator
     */
    private CsvSpans(String text, char separator, boolean quotes, int skip) {
        this.text = text;
        this.separator = separator;
        this.quotes = quotes;
        place = skip;
        line += skip == 0 ? 0 : 1;
    }

    /**
     * Returns the cells of a column by the lines on which their rows begin.
     *
     * @param name name by which the separator was detected ({@link Delimiter#ofHeader})
     * @param separator that separator
     * @param quotes whether a quotation mark at the beginning of a cell quotes it
     * @param column number of the column, counted from 0
     * @throws UnreadableTextException if the text is not of this form
     */
    static Map<Long, Span> of(String text, String name, char separator, boolean quotes, int column)
            throws UnreadableTextException {
        int skip = Delimiter.ofHeader(text, name).skip();
        return new CsvSpans(text, separator, quotes, skip).column(column);
    }

    private Map<Long, Span> column(int column) {
        Map<Long, Span> cells = new HashMap<>();
        while (place < text.length()) {
            long first = line;
            for (int number = 0; ; number++) {
                Span cell = cell();
                if (number == column) {
                    cells.put(first, cell);
                }
                if (place == text.length() || text.charAt(place) != separator) {
                    break;
                }
                place++;
            }
            endLine();
        }
        return cells;
    }

    private Span cell() {
        int start = place;
        if (quotes && place < text.length() && text.charAt(place) == '"') {
            place++;
            while (place < text.length() && !closes()) {
                char character = text.charAt(place);
                if (character == '"') {
                    place += 2; // a doubled quotation mark stands for one
                } else if (!endLine()) {
                    place++;
                }
            }
            place = Math.min(place + 1, text.length());
        }
        while (place < text.length() && text.charAt(place) != separator && !isLineEnd()) {
            place++;
        }
        return new Span(start, place);
    }

    private boolean closes() {
        return text.charAt(place) == '"' && (place + 1 == text.length() || text.charAt(place + 1) != '"');
    }

    private boolean isLineEnd() {
        return text.charAt(place) == '\n' || text.charAt(place) == '\r';
    }

    /** Steps over the end of a line, if there is one here. */
    private boolean endLine() {
        if (place == text.length() || !isLineEnd()) {
            return false;
        }
        place += text.startsWith("\r\n", place) ? 2 : 1;
        line++;
        return true;
    }
}
