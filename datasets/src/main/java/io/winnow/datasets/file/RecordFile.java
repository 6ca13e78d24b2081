package io.winnow.datasets.file;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
        List<FileRecord> rows,
        List<String> notes,
        Map<String, String> unreadable) {
    RecordFile(
            Path file,
            RecordFormat format,
            List<String> columns,
            Set<String> repeated,
            List<FileRecord> rows,
            List<String> notes) {
        this(file, format, columns, repeated, rows, notes, Map.of());
    }

    /** A file name that promises tabs between values. */
    static final String TABS = "tab-separated.tsv";

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
                            .orElseGet(() -> "; it has " + Shown.of(columns) + "." + headless()));
        }
        return unique(found.get(0));
    }

    /** Says what to do if the first line seems to be a record rather than the names of the columns. */
    private String headless() {
        boolean table = format == RecordFormat.CSV || format == RecordFormat.TSV;
        return table && columns.stream().anyMatch(column -> column.matches("[+-]?\\d+(\\.\\d+)?|.*::.*"))
                ? " If its first line is already a record, add a line with the names of the columns before it"
                        + (columns.size() > 1 ? "." : ", and separate values by commas or tabs.")
                : "";
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

    /** Returns the columns that may name the records, by their usual names, in the order of these names. */
    public List<String> keys() {
        List<String> usual = known(KnownColumns.KEYS);
        return usual.isEmpty() ? known(KnownColumns.OTHER_KEYS) : usual;
    }

    private static String plain(String column) {
        return column.toLowerCase(Locale.ROOT).replaceAll("[\\s-]+", "_");
    }
}
