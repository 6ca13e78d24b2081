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
 * The records of a file, as texts by column. The file is CSV with a header line, an array of JSON objects, or JSON lines.
 *
 * @param columns column names in the order of the file; columns without a name are left out
 * @param repeated names that several columns have; it is an error to use them
 * @param notes what was skipped or detected, as parts of a sentence
 */
record RecordFile(Path file, List<String> columns, Set<String> repeated, List<Row> rows, List<String> notes) {
    /**
     * A record.
     *
     * @param line line in the file, counted from 1
     * @param values values by column, without surrounding blanks; columns without a value are left out
     * @param lists columns with several values in this record
     */
    record Row(Path file, long line, Map<String, String> values, Set<String> lists) {
        Row(Path file, long line) {
            this(file, line, new LinkedHashMap<>(), new LinkedHashSet<>());
        }

        /**
         * Returns the value of a column; empty if there is none.
         *
         * @throws LabelFileException if it holds several values, or a character that was lost when the file was written
         */
        Optional<String> find(String column) throws LabelFileException {
            if (lists.contains(column)) {
                throw error(column + " has several values (" + values.get(column) + "), but exactly one is needed");
            }
            Optional<String> value = Optional.ofNullable(values.get(column));
            if (value.isPresent() && value.get().indexOf('\uFFFD') >= 0) {
                throw error(
                        column + " is '" + value.get() + "', in which a character was lost when the file was written"
                                + " (it holds U+FFFD). Write the file again from its source, as UTF-8");
            }
            if (value.isPresent() && value.get().matches("(?s).*[\\r\\n].*")) {
                throw error(column + " spans several lines (beginning with '"
                        + value.get().lines().findFirst().orElse("") + "'). Is a quotation mark not closed there?");
            }
            return value;
        }

        /**
         * Returns the value of a column that must have one.
         *
         * @throws LabelFileException if it has none
         */
        String get(String column) throws LabelFileException {
            Optional<String> value = find(column);
            if (value.isEmpty()) {
                throw error("has no value for " + column + "; it has values for " + String.join(", ", values.keySet()));
            }
            return value.get();
        }

        LabelFileException error(String what) {
            return new LabelFileException(file + ", line " + line + ": " + what + (what.endsWith("?") ? "" : "."));
        }
    }

    /**
     * Reads a file, which is JSON if it begins as JSON does.
     *
     * @throws LabelFileException if it has none of the formats, or no records; the message names file and line
     */
    static RecordFile read(Path file, LabelFileOptions options) throws IOException {
        String text = LabelText.read(file, options.encoding());
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String start = text.stripLeading();
        boolean json = name.matches(".*\\.(json|jsonl|ndjson)") || start.startsWith("{") || start.startsWith("[");
        RecordFile records = json ? JsonRecords.read(file, text) : CsvRecords.read(file, text);
        if (records.rows.isEmpty()) {
            throw new LabelFileException(file + " has no records"
                    + (records.columns.isEmpty()
                            ? ". A CSV file must begin with the names of its columns, such as key,label."
                            : "; it has the columns " + String.join(", ", records.columns)
                                    + ", but no lines below them."));
        }
        return records;
    }

    /** Adds a note that something happened to a number of records or lines, unless the number is 0. */
    static void count(List<String> notes, int count, String one, String several, String what) {
        if (count > 0) {
            notes.add(count + " " + (count == 1 ? one : several) + " " + what);
        }
    }

    /**
     * Returns the column of a name, ignoring case.
     *
     * @throws LabelFileException if there is none, or several
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

    /** Returns the column if its name is unique. */
    String unique(String column) throws LabelFileException {
        if (repeated.contains(column)) {
            throw new LabelFileException(
                    file + " has several columns with the name " + column + ". Rename all but one of them.");
        }
        return column;
    }

    /**
     * Returns the columns that have one of several usual names, in the order of these names. Case is ignored, and blanks and hyphens count
     * as underscores.
     */
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
