package io.winnow.datasets.source;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.ColumnPattern;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The records of the metadata files, joined with those of other files, and their columns. */
final class MetadataTable {
    private final List<RecordFile> files;
    private final List<RecordFile> joined;
    private final List<Metadata.Join> joins;
    private final Set<String> missing;
    private final Decimal decimal;
    private final Set<String> partial;
    /** The columns that are not read from each metadata file. */
    private final List<Set<String>> unread = new ArrayList<>();

    private final Problems problems;
    private final List<TableRow> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Joins files. */
    MetadataTable(List<RecordFile> files, List<RecordFile> joined, Metadata metadata, Problems problems) {
        this.files = files;
        this.joined = joined;
        joins = metadata.joins();
        decimal = metadata.decimal();
        this.problems = problems;
        missing = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        missing.addAll(metadata.missing());
        partial = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        partial.addAll(metadata.partial());
        for (int f = 0; f < files.size(); f++) {
            Set<String> without = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            without.addAll(metadata.files().get(f).unread());
            unread.add(without);
            RecordFile file = files.get(f);
            without.stream()
                    .filter(name -> own(file, name).isPresent())
                    .forEach(name -> notes.add("The column " + name + " of " + file.file()
                            + " is not read, because its records count as examples without a label."));
            int number = 0;
            for (FileRecord row : files.get(f).rows()) {
                FileRecord[] all = new FileRecord[1 + joined.size()];
                all[0] = row;
                rows.add(new TableRow(this, f, ++number, all));
            }
        }
        for (int j = 0; j < joined.size(); j++) {
            new JoinedFile(this, j + 1, joined.get(j), joins.get(j), problems).join(notes);
        }
    }

    List<TableRow> rows() {
        return rows;
    }

    /** What was left out, as sentences. */
    List<String> notes() {
        return notes;
    }

    boolean isMissing(String value) {
        return value.isEmpty() || missing.contains(value);
    }

    /** The metadata file of a number. */
    Path path(int file) {
        return files.get(file).file();
    }

    boolean isJson(int source, int file) {
        return format(source, file).hasLists();
    }

    /** How the texts of the files write numbers. */
    Decimal decimal() {
        return decimal;
    }

    /** How the cells of a file write numbers. */
    CellNumbers numbers(int source, int file) {
        return CellNumbers.of(decimal, format(source, file));
    }

    private RecordFormat format(int source, int file) {
        return (source == 0 ? files.get(file) : joined.get(source - 1)).format();
    }

    /**
     * Finds a column; it is a mistake if there is none, or several.
     *
     * @param role what the description says of it, such as {@code key} or {@code labels.condition}
     */
    Optional<Column> column(String name, String role) {
        List<Column> found = new ArrayList<>();
        for (int source = 0; source <= joined.size(); source++) {
            // The columns on which files are joined are the same in both.
            if (found.isEmpty() || joins.get(source - 1).on().stream().noneMatch(name::equalsIgnoreCase)) {
                inSource(source, name).ifPresent(found::add);
            }
        }
        if (found.size() > 1) {
            problems.add(role + ": both " + file(found.get(0)).file() + " and "
                    + file(found.get(1)).file() + " have the column " + name + ". Rename it in one of them.");
            return Optional.empty();
        }
        if (found.isEmpty()) {
            problems.add(role + ": " + absent(name));
            return Optional.empty();
        }
        Column column = found.get(0);
        for (int i = 0; i < column.names().size(); i++) {
            RecordFile file = column.source() == 0 ? files.get(i) : file(column);
            if (file.repeated().contains(column.names().get(i))) {
                problems.add(role + ": " + file.file() + " has several columns with the name " + name
                        + ". Rename all but one of them.");
                return Optional.empty();
            }
        }
        return Optional.of(column);
    }

    /**
     * Finds columns by names and patterns with {@code *}, in the order of the description and then of the files; it is a mistake if a name
     * or a pattern has none.
     *
     * @return the columns by what they stand for: their name, or, if there is only one pattern, the part of it that {@code *} stands for
     */
    Map<String, Column> columns(List<String> patterns, String role) {
        Map<String, Column> found = new LinkedHashMap<>();
        for (String pattern : patterns) {
            if (!ColumnPattern.isPattern(pattern)) {
                column(pattern, role).ifPresent(column -> put(found, pattern, column, role));
                continue;
            }
            ColumnPattern fitting = new ColumnPattern(pattern);
            int before = found.size();
            for (String name : names()) {
                if (fitting.fits(name)) {
                    String part = patterns.size() == 1 ? fitting.part(name).orElse(name) : name;
                    column(name, role).ifPresent(column -> put(found, part, column, role));
                }
            }
            if (found.size() == before) {
                problems.add(role + ": no column fits " + pattern + ". The columns are " + Shown.of(names()) + ".");
            }
        }
        requireTogether(found, role);
        return found;
    }

    /** Columns that a file may lack belong together: if it has some of them, the others are perhaps called otherwise there. */
    private void requireTogether(Map<String, Column> columns, String role) {
        for (int f = 0; f < files.size(); f++) {
            int file = f;
            List<Column> own =
                    columns.values().stream().filter(each -> each.source() == 0).toList();
            List<Column> without = own.stream()
                    .filter(each -> each.name(file).equals(Column.ABSENT))
                    .toList();
            if (!without.isEmpty() && without.size() < own.size()) {
                problems.add(role + ": " + path(f) + " has no column '"
                        + without.get(0).name() + "', but other columns of the label; its columns are "
                        + Shown.of(files.get(f).columns()) + ". Rename one of these, or add the column.");
            }
        }
    }

    private void put(Map<String, Column> found, String name, Column column, String role) {
        Column other = found.putIfAbsent(name, column);
        if (other != null && !other.equals(column)) {
            problems.add(role + ": the columns " + other.name() + " and " + column.name() + " both stand for " + name
                    + ". Name them one by one.");
        }
    }

    /** The names of all columns, as in the first file that has them. */
    List<String> names() {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        List<String> names = new ArrayList<>();
        for (int source = 0; source <= joined.size(); source++) {
            for (String name : (source == 0 ? files.get(0) : joined.get(source - 1)).columns()) {
                if (seen.add(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private RecordFile file(Column column) {
        return column.source() == 0 ? files.get(0) : joined.get(column.source() - 1);
    }

    /** Whether any file has a column. */
    boolean has(String name) {
        return IntStream.rangeClosed(0, joined.size())
                .anyMatch(source -> inSource(source, name).isPresent());
    }

    /** Finds a column in the metadata files (source 0), which must all have it unless it is a partial one, or in a joined file. */
    Optional<Column> inSource(int source, String name) {
        List<String> names = new ArrayList<>();
        int count = source == 0 ? files.size() : 1;
        for (int f = 0; f < count; f++) {
            boolean read = source > 0 || !unread.get(f).contains(name);
            RecordFile file = source == 0 ? files.get(f) : joined.get(source - 1);
            Optional<String> own = read ? own(file, name) : Optional.empty();
            if (own.isEmpty() && read && !(source == 0 && partial.contains(name))) {
                return Optional.empty();
            }
            names.add(own.orElse(Column.ABSENT));
        }
        return names.stream().allMatch(Column.ABSENT::equals)
                ? Optional.empty()
                : Optional.of(new Column(source, names));
    }

    /** Finds a column by its name, or by its name in other case if only one column has it. */
    static Optional<String> own(RecordFile file, String name) {
        if (file.columns().contains(name)) {
            return Optional.of(name);
        }
        List<String> found = file.columns().stream()
                .filter(each -> each.equalsIgnoreCase(name))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Whether the metadata are lines of text, which have no columns. */
    boolean isText() {
        RecordFormat format = files.get(0).format();
        return format == RecordFormat.TEXT || format == RecordFormat.FASTTEXT;
    }

    /** Says that no file has the column that names the records. */
    String unnamed(String name) {
        return path(0) + " has no column '" + name + "', which names the records, so they are named by their numbers."
                + EditDistance.nearest(name, names())
                        .map(near -> " Rename the column '" + near + "' if that is the one.")
                        .orElse("");
    }

    /** Says that no file has a column. */
    String absent(String name) {
        Optional<RecordFile> without =
                files.stream().filter(file -> own(file, name).isEmpty()).findFirst();
        // What another file has under this name is no help.
        List<String> names = without.filter(file -> files.size() > 1 && joined.isEmpty())
                .map(RecordFile::columns)
                .orElseGet(this::names);
        Optional<String> unreadable = without.flatMap(file -> file.unreadable(name));
        if (unreadable.isPresent()) {
            return without.get().file() + " has no column '" + name + "' that can be read. " + unreadable.get();
        }
        return without.map(file -> file.file().toString()).orElse("") + " has no column '" + name
                + "'; the columns are " + Shown.of(names) + "."
                + EditDistance.nearest(name, names)
                        .map(near -> " Did you mean '" + near + "'?")
                        .orElse(" Name one of these, or rename it in the file.");
    }
}
