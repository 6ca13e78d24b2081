package io.winnow.datasets.file;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of a file of separated values, with quotes as in RFC 4180. Blank lines are left out. A quote without an end, or text behind a
 * closing quote, is an error with its line, since either would move values to other columns. A quote in the midst of a cell, such as an inch
 * mark, is text. Files of tabs often have quotes that are text at the beginning of a cell, too: where quotes cannot be followed there, all of
 * them are text.
 *
 * @param separator what separates the values
 * @param rows with their lines, the header among them
 * @param cut whether there are further rows after the most that were asked for
 * @param quotesAreText whether quotes were taken as text since they could not be followed
 */
public record Delimited(char separator, List<Row> rows, boolean cut, boolean quotesAreText) {
    /** Ends the text on a line of its own. Where it is not found again, a quote is open. It is a noncharacter, which no text has. */
    private static final String END = "\uFFFF";

    /** No text has a NUL ({@link TextFile}), so that no quote is found. */
    private static final char NO_QUOTE = 0;

    /** Where FastCSV names the line in its messages. */
    private static final Pattern LINE = Pattern.compile("line (\\d+)");

    private static final Pattern BLANK_BEFORE_QUOTE = Pattern.compile("\\h+\"((?:[^\"]|\"\")*)\"\\h*");
    private static final Pattern OPEN_AFTER_BLANK = Pattern.compile("\\h+\".*", Pattern.DOTALL);

    public Delimited {
        rows = List.copyOf(rows);
    }

    /**
     * A row.
     *
     * @param line where it begins, counted from 1
     * @param cells as they are, without their quotes
     */
    public record Row(long line, List<String> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /**
     * Reads the text of a file.
     *
     * @param fileName tells of tabs by its ending ({@link Delimiter})
     * @param maxRows further rows are left out
     * @throws UnreadableTextException where quotes cannot be followed
     */
    public static Delimited parse(String text, String fileName, int maxRows) throws UnreadableTextException {
        return parse(text, 1, fileName, maxRows);
    }

    /**
     * Reads the text of a file of which the first lines were read already.
     *
     * @param textLine the line of the file, counted from 1, with which the text begins
     */
    public static Delimited parse(String text, long textLine, String fileName, int maxRows)
            throws UnreadableTextException {
        Delimiter found = Delimiter.find(text, fileName);
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
        boolean cut = false;
        long line = firstLine;
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(separator)
                .quoteCharacter(quote)
                .acceptCharsAfterQuotes(false)
                .ofCsvRecord(text + "\n" + END)) {
            for (CsvRecord each : reader) {
                line = each.getStartingLineNumber() + firstLine - 1;
                List<String> cells = each.getFields();
                boolean isEnd = cells.equals(List.of(END));
                if (!isEnd && cells.get(cells.size() - 1).endsWith("\n" + END)) {
                    throw new UnreadableTextException(
                            line,
                            "a quote that opens in this row has no end; close it, or double it where it is part of the"
                                    + " text");
                }
                if (isEnd || rows.size() == maxRows) {
                    cut = !isEnd;
                    break;
                }
                if (cells.size() > 1 || !cells.get(0).isBlank()) {
                    rows.add(new Row(line, quote == '"' ? unquoted(cells, line) : cells));
                }
            }
        } catch (CsvParseException e) {
            String said = said(e);
            Matcher at = LINE.matcher(said);
            throw new UnreadableTextException(
                    at.find() ? Long.parseLong(at.group(1)) + firstLine - 1 : line, reason(said));
        } catch (UnreadableTextException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("A text in memory cannot fail to be read.", e);
        }
        return new Delimited(separator, rows, cut, quote != '"');
    }

    /** Cells whose quote stands behind a blank ({@code a, "b"}), which the parser takes for part of the text. */
    private static List<String> unquoted(List<String> cells, long line) throws UnreadableTextException {
        List<String> all = new ArrayList<>(cells);
        for (int i = 0; i < all.size(); i++) {
            Matcher quoted = BLANK_BEFORE_QUOTE.matcher(all.get(i));
            if (quoted.matches()) {
                all.set(i, quoted.group(1).replace("\"\"", "\""));
            } else if (OPEN_AFTER_BLANK.matcher(all.get(i)).matches()) {
                throw new UnreadableTextException(
                        line,
                        "a blank stands before the quote of '" + all.get(i).strip() + "'; remove the blank");
            }
        }
        return all;
    }

    /** What an exception and its causes say. */
    private static String said(Throwable e) {
        return e.getMessage() + (e.getCause() == null ? "" : ": " + said(e.getCause()));
    }

    /** What is wrong, with advice where quotes are the reason. */
    private static String reason(String said) {
        if (said.contains("after closing quote")) {
            return "is not CSV: text follows the closing quote of a cell; double the quotes that are part of the text";
        }
        return "is not CSV: " + said + (said.contains("max field size") ? "; perhaps a quote is never closed" : "");
    }
}
