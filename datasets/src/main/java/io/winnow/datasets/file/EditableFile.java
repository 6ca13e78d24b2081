package io.winnow.datasets.file;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A file of records in which the values of columns can be replaced. Everything else stays as it is to the byte: other columns, quotes,
 * blanks, line ends, the character set and its byte order mark.
 */
public final class EditableFile {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Numbers and truth values, which JSON writes without quotation marks. */
    private static final Pattern BARE = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?|true|false");

    private final RecordFile records;
    private final String text;
    private final TextFile.Encoding encoding;
    private final char separator;
    private final boolean quotes;
    /** Names of the columns of separated values; empty for JSON. */
    private final List<String> header;
    /** Where the value of each record is, for each column that was asked for. */
    private final Map<String, List<Span>> spans = new HashMap<>();

    /** What takes the place of values, by where they begin. */
    private final Map<Integer, Replacement> replacements = new TreeMap<>();

    private record Replacement(Span old, String value) {}

    private EditableFile(RecordFile records, String text, TextFile.Encoding encoding) throws IOException {
        this.records = records;
        this.text = text;
        this.encoding = encoding;
        if (records.format() == RecordFormat.JSON) {
            separator = ',';
            quotes = true;
            header = List.of();
        } else {
            Delimited parsed = Delimited.withHeader(text, name());
            separator = parsed.separator();
            quotes = !parsed.quotesAreText();
            header =
                    parsed.rows().get(0).cells().stream().map(CsvRecords::strip).toList();
        }
    }

    /**
     * Prepares the replacement of values.
     *
     * @param records the records of the file, as {@link RecordFile#read} read them with the same options
     * @throws DataException if values cannot be replaced, since the file has another form than CSV or JSON objects
     */
    public static EditableFile of(RecordFile records, RecordOptions options) throws IOException {
        if (records.format() == RecordFormat.TEXT || records.format() == RecordFormat.FASTTEXT) {
            throw new DataException(records.file()
                    + " is plain text, in which labels cannot be replaced. Write it as CSV, TSV or JSON lines.");
        }
        if (records.format() == RecordFormat.PARQUET) {
            throw new DataException(records.file()
                    + " is Parquet, in which labels cannot be replaced. Write it as CSV or JSON lines, and apply the corrections"
                    + " to that.");
        }
        String text = RecordText.read(records.file(), options);
        byte[] bytes = Files.readAllBytes(records.file());
        TextFile.Encoding encoding = TextFile.encoding(bytes, options.encoding().declared());
        requireReversible(bytes, text, encoding, records);
        return new EditableFile(records, text, encoding);
    }

    /** Some character sets have several bytes for a character, of which only one would be written. */
    private static void requireReversible(byte[] bytes, String text, TextFile.Encoding encoding, RecordFile records)
            throws IOException {
        byte[] again;
        try {
            again = encoding.encode(text);
        } catch (UnreadableTextException e) {
            again = new byte[0];
        }
        int different = Arrays.mismatch(bytes, again);
        if (different >= 0) {
            throw new DataException(records.file() + " holds bytes that a copy in " + encoding.charset()
                    + " would not keep. Convert the file to UTF-8 first.");
        }
    }

    /** The name by which the separator is detected, as {@link RecordFile#read} does. */
    private String name() {
        return records.format() == RecordFormat.TSV
                ? RecordFile.TABS
                : records.file().getFileName().toString();
    }

    /**
     * Returns where the values of a column are.
     *
     * @throws DataException if they cannot be found in the text
     */
    private List<Span> spans(String column) throws IOException {
        List<Span> found = spans.get(column);
        if (found == null) {
            found = records.format() == RecordFormat.JSON ? json(column) : csv(column);
            spans.put(column, found);
        }
        return found;
    }

    private List<Span> csv(String column) throws IOException {
        Map<Long, Span> byLine = CsvSpans.of(text, name(), separator, quotes, header.indexOf(column));
        List<Span> found = new ArrayList<>();
        for (FileRecord row : records.rows()) {
            Span span = byLine.get(row.line());
            String raw = span == null ? "" : text.substring(span.start(), span.end());
            if (span == null || !plain(raw).equals(row.findText(column).orElse(""))) {
                throw row.error(
                        "the value of " + column
                                + " cannot be replaced, because its place in the text was not found. Save the file as plain CSV");
            }
            found.add(span);
        }
        return found;
    }

    private String plain(String raw) {
        String stripped = CsvRecords.strip(raw);
        boolean quoted = quotes && stripped.length() > 1 && stripped.startsWith("\"") && stripped.endsWith("\"");
        return quoted
                ? CsvRecords.strip(stripped.substring(1, stripped.length() - 1).replace("\"\"", "\""))
                : stripped;
    }

    private List<Span> json(String column) throws IOException {
        List<Optional<Span>> all = JsonSpans.of(text, column);
        if (all.size() != records.rows().size()) {
            throw new DataException(records.file() + " has " + records.rows().size() + " records in " + all.size()
                    + " JSON objects, so labels cannot be replaced in it. Write it as CSV, or as JSON lines with one object for"
                    + " each example.");
        }
        List<Span> found = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).isEmpty()) {
                throw records.rows().get(i).error("has no field " + column + ", which could be replaced. Add it");
            }
            found.add(all.get(i).get());
        }
        return found;
    }

    /** Whether the value of a record is a JSON array. */
    public boolean isArray(int record, String column) throws IOException {
        return records.format() == RecordFormat.JSON
                && text.charAt(spans(column).get(record).start()) == '[';
    }

    /**
     * Replaces the value of a record by a text, or in JSON by a number or a truth value if the old one is such.
     *
     * @param record number of the record, counted from 0
     * @param value the new value; an empty text leaves none
     * @throws DataException if the place of the old value cannot be found in the text
     */
    public void replace(int record, String column, String value) throws IOException {
        Span span = spans(column).get(record);
        String old = text.substring(span.start(), span.end());
        if (records.format() == RecordFormat.JSON) {
            put(span, value.isEmpty() ? "null" : json(isBare(record, column), value));
            return;
        }
        boolean special = value.indexOf(separator) >= 0
                || value.indexOf('"') >= 0
                || value.indexOf('\n') >= 0
                || value.indexOf('\r') >= 0;
        if (special && !quotes) {
            throw records.rows()
                    .get(record)
                    .error(
                            "the label '" + value
                                    + "' holds a tab, a quotation mark or a line break, and this file quotes no values. Rename the label");
        }
        boolean quoted = quotes && (special || CsvRecords.strip(old).startsWith("\""));
        put(span, quoted ? '"' + value.replace("\"", "\"\"") + '"' : value);
    }

    private void put(Span old, String value) {
        replacements.put(old.start(), new Replacement(old, value));
    }

    /** Returns a JSON value, whose type is that of the old values: texts, or numbers and truth values. */
    private static String json(boolean bare, String value) throws IOException {
        return bare && BARE.matcher(value).matches() ? value : MAPPER.writeValueAsString(value);
    }

    /** Whether the value of a record in JSON is a number or a truth value, or those of the column are if it has none. */
    private boolean isBare(int record, String column) throws IOException {
        List<Span> all = spans(column);
        return isBare(all.get(record))
                .orElseGet(() -> all.stream()
                        .flatMap(each -> isBare(each).stream())
                        .findFirst()
                        .orElse(false));
    }

    private Optional<Boolean> isBare(Span span) {
        String value = text.substring(span.start(), span.end());
        String first = value.startsWith("[") ? value.substring(1).strip() : value;
        return first.startsWith("]") || first.startsWith("null")
                ? Optional.empty()
                : Optional.of(!first.startsWith("\""));
    }

    /** Replaces the value of a record by a JSON array, whose elements are of the type of the old ones. */
    public void replace(int record, String column, List<String> values) throws IOException {
        boolean bare = isBare(record, column);
        List<String> elements = new ArrayList<>();
        for (String value : values) {
            elements.add(json(bare, value));
        }
        put(spans(column).get(record), "[" + String.join(",", elements) + "]");
    }

    /** Returns the bytes of the file with all replacements. */
    public byte[] bytes() throws IOException {
        StringBuilder result = new StringBuilder(text.length());
        int place = 0;
        for (Replacement each : replacements.values()) {
            result.append(text, place, each.old().start()).append(each.value());
            place = each.old().end();
        }
        String copy = result.append(text, place, text.length()).toString();
        requireSameForm(copy);
        try {
            return encoding.encode(copy);
        } catch (UnreadableTextException e) {
            throw new DataException(records.file() + ", " + e.getMessage() + ". Convert the file to UTF-8 first.", e);
        }
    }

    /** What separates and quotes values is found from the text, and must not be found differently in the copy. */
    private void requireSameForm(String copy) throws IOException {
        if (records.format() == RecordFormat.JSON) {
            return;
        }
        Delimited parsed = Delimited.withHeader(copy, name());
        if (parsed.separator() != separator || parsed.quotesAreText() == quotes) {
            throw new DataException(records.file()
                    + " would be read in another way with the corrected labels, since they or other cells hold separators or"
                    + " quotation marks. Save the file as CSV with all values in quotation marks.");
        }
    }
}
