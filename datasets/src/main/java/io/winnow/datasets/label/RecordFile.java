package io.winnow.datasets.label;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The records of a file, as text by column: CSV with a header line, an array of JSON objects, or JSON lines.
 *
 * @param columns in the order of the file; those without a name are left out
 * @param repeated names that several columns have; using one is an error
 * @param notes what was passed over or found out, as parts of a sentence
 */
record RecordFile(Path file, List<String> columns, Set<String> repeated, List<Row> rows, List<String> notes) {
    /**
     * A record.
     *
     * @param line of the file, from 1
     * @param values without the blanks around them; columns without a value are left out
     * @param lists columns that hold several values
     */
    record Row(Path file, long line, Map<String, String> values, Set<String> lists) {
        Row(Path file, long line) {
            this(file, line, new LinkedHashMap<>(), new LinkedHashSet<>());
        }

        /**
         * The value of a column.
         *
         * @throws LabelFileException when it holds several values, or a character that was lost before
         */
        Optional<String> find(String column) throws LabelFileException {
            if (lists.contains(column)) {
                throw error(column + " has several values (" + values.get(column) + "); one is needed");
            }
            Optional<String> value = Optional.ofNullable(values.get(column));
            if (value.isPresent() && value.get().indexOf('\uFFFD') >= 0) {
                throw error(
                        column + " is '" + value.get() + "', in which a character was lost when the file was written"
                                + " (it holds U+FFFD). Write the file again from its source, as UTF-8");
            }
            if (value.isPresent() && value.get().matches("(?s).*[\\r\\n].*")) {
                throw error(column + " goes over several lines (from '"
                        + value.get().lines().findFirst().orElse("") + "'). Is a quotation mark open there?");
            }
            return value;
        }

        /**
         * The value of a column that must have one.
         *
         * @throws LabelFileException when it has none
         */
        String get(String column) throws LabelFileException {
            Optional<String> value = find(column);
            if (value.isEmpty()) {
                throw error("has no " + column + "; it has " + String.join(", ", values.keySet()));
            }
            return value.get();
        }

        LabelFileException error(String what) {
            return new LabelFileException(file + ", line " + line + ": " + what + (what.endsWith("?") ? "" : "."));
        }
    }

    /**
     * Reads a file, which is JSON when it begins as such.
     *
     * @throws LabelFileException that names file and line, when it is none of the kinds, or has no record
     */
    static RecordFile read(Path file, LabelFileOptions options) throws IOException {
        String text = LabelText.read(file, options.encoding());
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String start = text.stripLeading();
        boolean json = name.matches(".*\\.(json|jsonl|ndjson)") || start.startsWith("{") || start.startsWith("[");
        RecordFile records = json ? JsonRecords.read(file, text) : CsvRecords.read(file, text);
        if (records.rows.isEmpty()) {
            throw new LabelFileException(file + " has no record"
                    + (records.columns.isEmpty()
                            ? ". A CSV file begins with the names of its columns, such as key,label."
                            : "; it has the columns " + String.join(", ", records.columns) + " and nothing below."));
        }
        return records;
    }

    /** Notes that something happened to a number of records or lines, if it did. */
    static void count(List<String> notes, int count, String one, String several, String what) {
        if (count > 0) {
            notes.add(count + " " + (count == 1 ? one : several) + " " + what);
        }
    }

    /**
     * The column of a name, in any case.
     *
     * @throws LabelFileException when there is none, or several
     */
    String column(String name, String setting) throws LabelFileException {
        for (String column : columns) {
            if (column.equals(name)) {
                return unique(column);
            }
        }
        List<String> found =
                columns.stream().filter(column -> column.equalsIgnoreCase(name)).toList();
        if (found.size() != 1) {
            throw new LabelFileException(file + " has no column '" + name + "' (" + setting + "); it has "
                    + ClassNames.shown(columns) + ".");
        }
        return unique(found.get(0));
    }

    /** A column that is there once. */
    String unique(String column) throws LabelFileException {
        if (repeated.contains(column)) {
            throw new LabelFileException(
                    file + " has several columns with the name " + column + ". Rename all but one of them.");
        }
        return column;
    }

    /** The columns that have one of some usual names, in the order of these names. Case does not matter; a blank or hyphen is an underscore. */
    List<String> known(List<String> usual) {
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
