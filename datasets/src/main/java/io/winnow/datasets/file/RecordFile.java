package io.winnow.datasets.file;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.TextList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The records of a file, as texts by column ({@link RecordFormat}).
 *
 * @param format the format in which the file was read
 * @param columns column names in the order of the file; columns without a name are left out
 * @param repeated names that several columns have; it is an error to use them
 * @param notes what was skipped or detected, as parts of a sentence
 * @param unreadable what columns of Parquet hold whose values cannot be read, as the rest of a sentence; they are not among the columns
 */
public record RecordFile(
        Path file,
        RecordFormat format,
        List<String> columns,
        Set<String> repeated,
        List<Row> rows,
        List<String> notes,
        Map<String, String> unreadable) {
    RecordFile(
            Path file,
            RecordFormat format,
            List<String> columns,
            Set<String> repeated,
            List<Row> rows,
            List<String> notes) {
        this(file, format, columns, repeated, rows, notes, Map.of());
    }

    /** A file name that promises tabs between values. */
    static final String TABS = "tab-separated.tsv";

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

    /** A record. Its values are in a list rather than in a map, since files may have millions of records. */
    public static final class Row {
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
        Row(Columns columns, long line) {
            this(columns, line, List.of());
        }

        /**
         * Creates a record.
         *
         * @param values the values by the numbers of their columns, without surrounding blanks
         */
        Row(Columns columns, long line, List<String> values) {
            this.columns = columns;
            this.line = line;
            this.values = values;
        }

        /** The line of the file on which the record begins, or its number in a file without lines, counted from 1. */
        public long line() {
            return line;
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
        Row packed() {
            values = TextList.of(values);
            return this;
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
            if (lists.contains(column)) {
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
                throw error("has no value for " + column
                        + (filled.isEmpty() ? "" : "; it has values for " + Shown.of(filled)));
            }
            return value.get();
        }

        /** Returns an exception whose message names the file and the line. */
        public DataException error(String what) {
            return new DataException(columns.file() + ", " + place() + ": " + what + (what.endsWith("?") ? "" : "."));
        }
    }

    /**
     * Reads a file, or a folder of part files in the format Parquet.
     *
     * @throws DataException if it does not have the format, or no records; the message names file and line
     */
    public static RecordFile read(Path file, RecordOptions options) throws IOException {
        return FormatReader.read(file, options);
    }

    /** Adds a note that something happened to a number of records or lines, unless the number is 0. */
    public static void count(List<String> notes, int count, String one, String several, String what) {
        if (count > 0) {
            notes.add(Plural.of(count, one, several) + " " + what);
        }
    }

    /**
     * Returns the column of a name, ignoring case.
     *
     * @throws DataException if there is none, or several
     */
    public String column(String name, String setting) throws DataException {
        for (String column : columns) {
            if (column.equals(name)) {
                return unique(column);
            }
        }
        List<String> found =
                columns.stream().filter(column -> column.equalsIgnoreCase(name)).toList();
        if (found.size() != 1) {
            throw new DataException(file + " has no column '" + name + "' (" + setting + ")"
                    + unreadable(name)
                            .map(what -> " that can be read. " + what)
                            .orElseGet(() -> "; it has " + Shown.of(columns) + "."));
        }
        return unique(found.get(0));
    }

    /** Says why a column, or a field of it, cannot be read and what to do, in sentences; empty if that is not the case. */
    public Optional<String> unreadable(String name) {
        return unreadable.entrySet().stream()
                .filter(each -> (each.getKey() + ".").regionMatches(true, 0, name + ".", 0, name.length() + 1)
                        || (name + ".")
                                .regionMatches(
                                        true,
                                        0,
                                        each.getKey() + ".",
                                        0,
                                        each.getKey().length() + 1))
                .map(each -> "The column " + each.getKey() + " " + each.getValue() + ". " + ParquetRecords.ADVICE)
                .findFirst();
    }

    /**
     * Returns the column of a role, such as that of the labels: the one that is set, or otherwise the one with a usual name. If several
     * columns have usual names, only the first of these names, which Winnow itself writes, takes precedence over the others.
     *
     * @param setting how the user sets the column
     * @param usual usual names in the order of preference
     * @param role what the column holds, in the plural
     * @throws DataException if the column that is set does not exist, or if several columns may be meant
     */
    public Optional<String> column(Optional<String> set, String setting, List<String> usual, String role)
            throws DataException {
        if (set.isPresent()) {
            return Optional.of(column(set.get(), setting));
        }
        Optional<String> own = own(usual.get(0));
        List<String> known = own.isPresent() ? List.of(own.get()) : known(usual);
        if (known.size() > 1) {
            throw new DataException(file + " has several columns that may hold the " + role + ": "
                    + String.join(", ", known) + ". Name the right one with " + setting + ".");
        }
        return known.isEmpty() ? Optional.empty() : Optional.of(unique(known.get(0)));
    }

    /** Returns the column with a name that Winnow itself writes. Case matters only if several columns have this name. */
    public Optional<String> own(String name) {
        List<String> found = columns.contains(name) ? List.of(name) : known(List.of(name));
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Returns the column if its name is unique. */
    public String unique(String column) throws DataException {
        if (repeated.contains(column)) {
            throw new DataException(
                    file + " has several columns with the name " + column + ". Rename all but one of them.");
        }
        return column;
    }

    /**
     * Returns the columns that have one of several usual names, in the order of these names. Case is ignored, and blanks and hyphens count
     * as underscores.
     */
    public List<String> known(List<String> usual) {
        List<String> found = new ArrayList<>();
        for (String name : usual) {
            columns.stream().filter(column -> plain(column).equals(name)).forEach(found::add);
        }
        return found;
    }

    private static String plain(String column) {
        return column.toLowerCase(Locale.ROOT).replaceAll("[\\s-]+", "_");
    }
}
