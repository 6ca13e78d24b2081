package io.winnow.datasets.file;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.TextList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A record of a file: texts by column, and its place in the file, which messages name ({@link #error}). Its values are in a list rather than in
 * a map, since files may have millions of records.
 */
public final class FileRecord {
    /**
     * The columns of a file, which all of its records share.
     *
     * @param numbers position of each column in the arrays of the records; grows as further columns are found
     * @param whole columns of JSON files whose lists and objects are not taken apart
     * @param unit what is counted to say where a record is: lines of text, or records of a file that has no lines
     */
    record Columns(Path file, Map<String, Integer> numbers, Set<String> whole, String unit) {
        static final String LINE = "line";
        static final String RECORD = "record";

        Columns(Path file) {
            this(file, Set.of());
        }

        Columns(Path file, Set<String> whole) {
            this(file, whole, LINE);
        }

        Columns(Path file, Set<String> whole, String unit) {
            this(file, new LinkedHashMap<>(), whole, unit);
        }

        boolean isWhole(String column) {
            return whole.stream().anyMatch(column::equalsIgnoreCase);
        }
    }

    private final Columns columns;
    private final long line;
    /** The values by the numbers of their columns; an empty text or nothing if there is no value. */
    private List<String> values;

    private Set<String> lists = Set.of();
    /** Values as the file has them, of those columns that have blanks around them there; few records have any. */
    private Map<String, String> padded = Map.of();

    /**
     * Creates a record without values.
     *
     * @param line line in the file, counted from 1
     */
    FileRecord(Columns columns, long line) {
        this(columns, line, List.of());
    }

    /**
     * Creates a record.
     *
     * @param values the values by the numbers of their columns, without surrounding blanks
     */
    FileRecord(Columns columns, long line, List<String> values) {
        this.columns = columns;
        this.line = line;
        this.values = values;
    }

    /** The line of the file on which the record begins, or its number in a file without lines, counted from 1. */
    public long line() {
        return line;
    }

    /** The file that has the record. */
    public Path file() {
        return columns.file();
    }

    /** Where the record is in the file, for messages: {@code line 17}, or {@code record 17} of a file without lines. */
    public String place() {
        return place(line);
    }

    /** Where another record of the same file is, for messages. */
    public String place(long other) {
        return columns.unit() + " " + other;
    }

    /** Sets the value of a column, which has no surrounding blanks and is not empty. */
    void put(String column, String value) {
        Map<String, Integer> numbers = columns.numbers();
        int number = numbers.computeIfAbsent(column, each -> numbers.size());
        if (!(values instanceof ArrayList<String>)) {
            values = new ArrayList<>(values);
        }
        while (values.size() <= number) {
            values.add("");
        }
        values.set(number, value);
    }

    /** Says that the file has a column, in which this record has no value. */
    void putNothing(String column) {
        Map<String, Integer> numbers = columns.numbers();
        numbers.computeIfAbsent(column, each -> numbers.size());
    }

    /** Remembers that a value has blanks around it in the file, or consists of blanks. */
    void putPadded(String column, String value) {
        if (padded.isEmpty()) {
            padded = new HashMap<>();
        }
        padded.put(column, value);
    }

    /**
     * Marks a column as one that has several values in this record.
     *
     * @param shown the beginning of the values, for messages
     */
    void putSeveral(String column, String shown) {
        put(column, shown);
        if (lists.isEmpty()) {
            lists = new HashSet<>();
        }
        lists.add(column);
    }

    /** Keeps the values in less memory, after the last of them has been set. */
    FileRecord packed() {
        values = TextList.of(values);
        return this;
    }

    /** Whether a column has several values in this record. */
    public boolean hasSeveral(String column) {
        return lists.contains(column);
    }

    boolean isWhole(String column) {
        return columns.isWhole(column);
    }

    boolean has(String column) {
        return value(column) != null;
    }

    private String value(String column) {
        Integer number = columns.numbers().get(column);
        String value = number == null || number >= values.size() ? "" : values.get(number);
        return value.isEmpty() ? null : value;
    }

    /**
     * Returns the value of a column; empty if there is none.
     *
     * @throws DataException if it holds several values, or a character that was lost when the file was written
     */
    public Optional<String> find(String column) throws DataException {
        requireOne(column);
        String value = value(column);
        if (value != null && value.indexOf('\uFFFD') >= 0) {
            throw error(column + " is '" + value + "', in which a character was lost when the file was written"
                    + " (it holds U+FFFD). Write the file again from its source, as UTF-8");
        }
        if (value != null && (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0)) {
            throw error(column + " spans several lines (beginning with '"
                    + value.lines().findFirst().orElse("") + "'). Is a quotation mark not closed there?");
        }
        return Optional.ofNullable(value);
    }

    /**
     * Returns the value of a column of running text, which may span lines and hold any character; empty if there is none.
     *
     * @throws DataException if it holds several values
     */
    public Optional<String> findText(String column) throws DataException {
        requireOne(column);
        return Optional.ofNullable(value(column));
    }

    /**
     * Returns the value of a column as {@link #findText} does, but with the blanks around it, for a copy of the file.
     *
     * @throws DataException if it holds several values
     */
    public Optional<String> findPadded(String column) throws DataException {
        Optional<String> text = findText(column);
        return Optional.ofNullable(padded.get(column)).or(() -> text);
    }

    private void requireOne(String column) throws DataException {
        if (hasSeveral(column)) {
            throw error(column + " has several values (" + value(column) + "), but exactly one is needed");
        }
    }

    /** Returns the value of a column; empty if there is none, or if {@link #find} refuses it. */
    public Optional<String> findValid(String column) {
        try {
            return find(column);
        } catch (DataException e) {
            return Optional.empty(); // the column may be one that is not used
        }
    }

    /**
     * Returns the value of a column that must have one.
     *
     * @throws DataException if it has none
     */
    public String get(String column) throws DataException {
        Optional<String> value = find(column);
        if (value.isEmpty()) {
            List<String> filled = columns.numbers().keySet().stream()
                    .filter(each -> value(each) != null)
                    .toList();
            throw error(
                    "has no value for " + column + (filled.isEmpty() ? "" : "; it has values for " + Shown.of(filled)));
        }
        return value.get();
    }

    /** Returns an exception whose message names the file and the line. */
    public DataException error(String what) {
        return new DataException(columns.file() + ", " + place() + ": " + what + (what.endsWith("?") ? "" : "."));
    }
}
