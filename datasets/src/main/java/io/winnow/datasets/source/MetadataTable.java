package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The records of the metadata files, joined with those of other files, and their columns. */
final class MetadataTable {
    /** The number of records without a match that a message names. */
    private static final int SHOWN = 5;

    private final List<RecordFile> files;
    private final List<RecordFile> joined;
    private final List<Metadata.Join> joins;
    private final Set<String> missing;
    private final Problems problems;
    private final List<TableRow> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Joins files. */
    MetadataTable(List<RecordFile> files, List<RecordFile> joined, Metadata metadata, Problems problems) {
        this.files = files;
        this.joined = joined;
        joins = metadata.joins();
        this.problems = problems;
        missing = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        missing.addAll(metadata.missing());
        for (int f = 0; f < files.size(); f++) {
            int number = 0;
            for (RecordFile.Row row : files.get(f).rows()) {
                RecordFile.Row[] all = new RecordFile.Row[1 + joined.size()];
                all[0] = row;
                rows.add(new TableRow(this, f, ++number, all));
            }
        }
        for (int j = 0; j < joined.size(); j++) {
            join(j + 1, joined.get(j), metadata.joins().get(j));
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

    boolean isJson(int source, int file) {
        return (source == 0 ? files.get(file) : joined.get(source - 1)).format() == RecordFormat.JSON;
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
        RecordFile file = file(found.get(0));
        if (file.repeated().contains(found.get(0).name())) {
            problems.add(role + ": " + file.file() + " has several columns with the name " + name
                    + ". Rename all but one of them.");
            return Optional.empty();
        }
        return Optional.of(found.get(0));
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
            if (!pattern.contains("*")) {
                column(pattern, role).ifPresent(column -> put(found, pattern, column, role));
                continue;
            }
            Pattern glob =
                    Pattern.compile("\\Q" + pattern.replace("*", "\\E(.*)\\Q") + "\\E", Pattern.CASE_INSENSITIVE);
            int before = found.size();
            for (String name : names()) {
                var matcher = glob.matcher(name);
                if (matcher.matches()) {
                    boolean alone = patterns.size() == 1
                            && matcher.groupCount() == 1
                            && !matcher.group(1).isEmpty();
                    String part = alone ? matcher.group(1) : name;
                    column(name, role).ifPresent(column -> put(found, part, column, role));
                }
            }
            if (found.size() == before) {
                problems.add(role + ": no column fits " + pattern + ". The columns are " + Shown.of(names()) + ".");
            }
        }
        return found;
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

    /** Finds a column in the metadata files, which must all have it, or in a joined file. */
    private Optional<Column> inSource(int source, String name) {
        List<String> names = new ArrayList<>();
        for (RecordFile file : source == 0 ? files : List.of(joined.get(source - 1))) {
            Optional<String> own = own(file, name);
            if (own.isEmpty()) {
                return Optional.empty();
            }
            names.add(own.get());
        }
        return Optional.of(new Column(source, names));
    }

    /** Finds a column by its name, or by its name in other case if only one column has it. */
    private static Optional<String> own(RecordFile file, String name) {
        if (file.columns().contains(name)) {
            return Optional.of(name);
        }
        List<String> found = file.columns().stream()
                .filter(each -> each.equalsIgnoreCase(name))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private String absent(String name) {
        String without = files.stream()
                .filter(file -> own(file, name).isEmpty())
                .map(file -> file.file().toString())
                .findFirst()
                .orElse("");
        return without + " has no column '" + name + "'; the columns are " + Shown.of(names()) + "."
                + EditDistance.nearest(name, names())
                        .map(near -> " Did you mean '" + near + "'?")
                        .orElse(" Name one of these.");
    }

    private void join(int source, RecordFile file, Metadata.Join join) {
        String role = "join of " + file.file();
        List<Column> own = new ArrayList<>();
        List<String> theirs = new ArrayList<>();
        for (String name : join.on()) {
            Optional<Column> column = inSource(0, name);
            if (column.isEmpty()) {
                problems.add(role + ": " + absent(name));
            } else {
                own.add(column.get());
            }
            Optional<String> their = own(file, name);
            if (their.isEmpty()) {
                problems.add(role + ": " + file.file() + " has no column '" + name + "'; its columns are "
                        + Shown.of(file.columns()) + ". Give columns that both files have.");
            } else {
                theirs.add(their.get());
            }
        }
        if (own.size() != join.on().size() || theirs.size() != join.on().size()) {
            return;
        }
        Map<List<String>, RecordFile.Row> byKey = new HashMap<>();
        for (RecordFile.Row row : file.rows()) {
            try {
                List<String> key = new ArrayList<>();
                for (String name : theirs) {
                    key.add(row.find(name).orElse(""));
                }
                RecordFile.Row other = byKey.putIfAbsent(key, row);
                if (other != null) {
                    problems.add(
                            role,
                            row.error("has " + shown(join.on(), key) + ", as line " + other.line()
                                    + " has; each must occur once in a joined file"));
                }
            } catch (DataException e) {
                problems.add(role, e);
            }
        }
        match(source, join, byKey, own, file);
    }

    private void match(
            int source,
            Metadata.Join join,
            Map<List<String>, RecordFile.Row> byKey,
            List<Column> own,
            RecordFile file) {
        List<String> unmatched = new ArrayList<>();
        Set<RecordFile.Row> used = new HashSet<>();
        for (TableRow row : rows) {
            try {
                List<String> key = new ArrayList<>();
                for (Column column : own) {
                    key.add(row.rows()[0].find(column.name(row.file())).orElse(""));
                }
                RecordFile.Row match = byKey.get(key);
                row.rows()[source] = match;
                if (match == null) {
                    unmatched.add(shown(join.on(), key) + " (line " + row.line() + ")");
                } else {
                    used.add(match);
                }
            } catch (DataException e) {
                problems.add("join of " + file.file(), e);
            }
        }
        if (!unmatched.isEmpty() && !join.optional()) {
            problems.add("join of " + file.file() + ": " + unmatched.size() + " of "
                    + Plural.of(rows.size(), "record", "records") + (unmatched.size() == 1 ? " has" : " have")
                    + " no match, such as "
                    + String.join(", ", unmatched.subList(0, Math.min(SHOWN, unmatched.size())))
                    + ". Add them to the joined file, or say that the join is optional.");
        }
        if (used.size() < byKey.size()) {
            notes.add(Plural.of(byKey.size() - used.size(), "record of ", "records of ") + file.file()
                    + " match no record and were left out.");
        }
    }

    private static String shown(List<String> columns, List<String> values) {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            shown.add(columns.get(i) + " '" + values.get(i) + "'");
        }
        return String.join(" and ", shown);
    }
}
