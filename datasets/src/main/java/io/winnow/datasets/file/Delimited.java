package io.winnow.datasets.file;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.winnow.datasets.TextList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of a file of separated values, quoted as in RFC 4180. Blank lines are skipped, except for
 * quoted blanks in a file of one column, which are values. A quoted cell that is not closed, and text after
 * a closing quote, are errors with a line number, since either would move values to other columns. A quotation mark in the middle of a
 * cell, such as an inch mark, is text. In tab-separated files, quotation marks at the beginning of a cell are often text, too: if such a
 * file cannot be parsed with quotes, all quotation marks are read as text.
 *
 * @param separator the character that separates values
 * @param rows rows with their line numbers, including the header
 * @param cut whether the file has more rows than were requested
 * @param quotesAreText whether quotation marks were read as text because the file could not be parsed with quotes
 */
public record Delimited(char separator, List<Row> rows, boolean cut, boolean quotesAreText) {
    /**
     * A last line that is appended to the text. If it is not found among the rows, a quote was not closed. It is a noncharacter, which
     * never occurs in text.
     */
    private static final String END = "\uFFFF";

    /** A quote character that never occurs, since text contains no NUL ({@link TextFile}). */
    private static final char NO_QUOTE = 0;

    /** The line number in the messages of FastCSV. */
    private static final Pattern LINE = Pattern.compile("line (\\d+)");

    private static final Pattern BLANK_BEFORE_QUOTE = Pattern.compile("\\h+\"((?:[^\"]|\"\")*)\"\\h*");
    private static final Pattern OPEN_AFTER_BLANK = Pattern.compile("\\h+\".*", Pattern.DOTALL);

    public Delimited {
        rows = List.copyOf(rows);
    }

    /**
     * A row.
     *
     * @param line the line on which it begins, counted from 1
     * @param cells the values without their quotes, otherwise unchanged
     */
    public record Row(long line, List<String> cells) {
        public Row {
            cells = TextList.of(cells);
        }
    }

    /**
     * Parses the text of a file.
     *
     * @param fileName name of the file, whose ending may tell that it is tab-separated ({@link Delimiter})
     * @param maxRows largest number of rows to read
     * @throws UnreadableTextException if the quotes are malformed
     */
    public static Delimited parse(String text, String fileName, int maxRows) throws UnreadableTextException {
        return parse(text, 1, fileName, maxRows);
    }

    /**
     * Parses the rest of the text of a file, of which the first lines have been read already.
     *
     * @param textLine the line of the file, counted from 1, on which the text begins
     */
    public static Delimited parse(String text, long textLine, String fileName, int maxRows)
            throws UnreadableTextException {
        return parse(text, textLine, Delimiter.find(text, fileName), maxRows);
    }

    /**
     * Parses the text of a file whose first row names the columns, which decide what separates the values.
     *
     * @param fileName name of the file, whose ending may tell that it is tab-separated ({@link Delimiter#ofHeader})
     * @throws UnreadableTextException if the quotes are malformed
     */
    public static Delimited withHeader(String text, String fileName) throws UnreadableTextException {
        return parse(text, 1, Delimiter.ofHeader(text, fileName), Integer.MAX_VALUE);
    }

    private static Delimited parse(String text, long textLine, Delimiter found, int maxRows)
            throws UnreadableTextException {
        String body = text.substring(found.skip());
        long firstLine = textLine + (found.skip() == 0 ? 0 : 1);
        try {
            return parse(body, firstLine, found.separator(), '"', maxRows);
        } catch (UnreadableTextException e) {
            if (found.separator() == '\t') {
                return parse(body, firstLine, found.separator(), NO_QUOTE, maxRows);
            }
            throw e;
        }
    }

    private static Delimited parse(String text, long firstLine, char separator, char quote, int maxRows)
            throws UnreadableTextException {
        List<Row> rows = new ArrayList<>();
        Lines lines = new Lines(text);
        boolean cut = false;
        long line = firstLine;
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(separator)
                .quoteCharacter(quote)
                .acceptCharsAfterQuotes(false)
                .skipEmptyLines(false)
                .ofCsvRecord(new TextThenEnd(text, "\n" + END))) {
            for (CsvRecord each : reader) {
                line = each.getStartingLineNumber() + firstLine - 1;
                List<String> cells = each.getFields();
                boolean isEnd = cells.equals(List.of(END));
                if (!isEnd && cells.get(cells.size() - 1).endsWith("\n" + END)) {
                    throw new UnreadableTextException(
                            line,
                            "a quotation mark opens in this row and is never closed; close it, or double it if it is part of the"
                                    + " text");
                }
                boolean isBlank = !isEnd && cells.size() == 1 && cells.get(0).isBlank();
                boolean oneColumn = !rows.isEmpty() && rows.get(0).cells().size() == 1;
                if (isBlank && !(oneColumn && lines.startsWith(each.getStartingLineNumber(), quote))) {
                    continue;
                }
                if (isEnd || rows.size() == maxRows) {
                    cut = !isEnd;
                    break;
                }
                rows.add(new Row(line, quote == '"' ? unquoted(cells, line) : cells));
            }
        } catch (CsvParseException e) {
            String said = said(e);
            Matcher at = LINE.matcher(said);
            throw new UnreadableTextException(
                    at.find() ? Long.parseLong(at.group(1)) + firstLine - 1 : line, reason(said));
        } catch (UnreadableTextException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("Reading a text in memory cannot fail.", e);
        }
        return new Delimited(separator, rows, cut, quote != '"');
    }

    /** The lines of a text, which are asked for in their order. */
    private static final class Lines {
        private final String text;
        private long number = 1;
        private int begin;

        Lines(String text) {
            this.text = text;
        }

        /** Returns whether a line begins with a character. */
        boolean startsWith(long line, char character) {
            for (; number < line && begin < text.length(); begin++) {
                char each = text.charAt(begin);
                boolean pair = each == '\r' && begin + 1 < text.length() && text.charAt(begin + 1) == '\n';
                number += (each == '\n' || each == '\r') && !pair ? 1 : 0;
            }
            return begin < text.length() && text.charAt(begin) == character;
        }
    }

    /** Unquotes cells whose quote follows a blank ({@code a, "b"}), which the parser takes for text. */
    private static List<String> unquoted(List<String> cells, long line) throws UnreadableTextException {
        if (cells.stream().noneMatch(cell -> cell.indexOf('"') >= 0)) {
            return cells;
        }
        List<String> all = new ArrayList<>(cells);
        for (int i = 0; i < all.size(); i++) {
            Matcher quoted = BLANK_BEFORE_QUOTE.matcher(all.get(i));
            if (quoted.matches()) {
                all.set(i, quoted.group(1).replace("\"\"", "\""));
            } else if (OPEN_AFTER_BLANK.matcher(all.get(i)).matches()) {
                throw new UnreadableTextException(
                        line,
                        "a blank precedes the quotation mark of '" + all.get(i).strip() + "'; remove the blank");
            }
        }
        return all;
    }

    /** The messages of an exception and its causes. */
    private static String said(Throwable e) {
        return e.getMessage() + (e.getCause() == null ? "" : ": " + said(e.getCause()));
    }

    /** Returns what is wrong, with advice if quotes are the reason. */
    private static String reason(String said) {
        if (said.contains("after closing quote")) {
            return "is not CSV: text follows the closing quotation mark of a cell; double the quotation marks that are part of the text";
        }
        if (said.contains("max field size") || said.contains("maximum buffer size")) {
            return "is not CSV: a cell is too long; perhaps a quotation mark is not closed";
        }
        return "is not CSV: " + said;
    }
}
