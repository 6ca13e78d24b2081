package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A file whose records are joined to those of the metadata files. */
final class JoinedFile {
    /** The number of records without a match that a message names. */
    private static final int SHOWN = 5;

    private final MetadataTable table;
    private final int source;
    private final RecordFile file;
    private final Metadata.Join join;
    private final Problems problems;

    /**
     * Creates a joined file.
     *
     * @param table the records to which it is joined
     * @param source number of the join, counted from 1
     */
    JoinedFile(MetadataTable table, int source, RecordFile file, Metadata.Join join, Problems problems) {
        this.table = table;
        this.source = source;
        this.file = file;
        this.join = join;
        this.problems = problems;
    }

    private String role() {
        return "join of " + file.file();
    }

    /**
     * Sets the record of this file that matches each record of the table.
     *
     * @param notes receives what was left out, as sentences
     */
    void join(List<String> notes) {
        List<Column> own = new ArrayList<>();
        List<String> theirs = new ArrayList<>();
        for (String name : join.on()) {
            Optional<Column> column = table.inSource(0, name);
            if (column.isEmpty()) {
                problems.add(role() + ": " + table.absent(name));
            }
            column.ifPresent(own::add);
            Optional<String> their = MetadataTable.own(file, name);
            if (their.isEmpty()) {
                problems.add(role() + ": " + file.file() + " has no column '" + name + "'; its columns are "
                        + Shown.of(file.columns()) + ". Give columns that both files have.");
            }
            their.ifPresent(theirs::add);
        }
        if (own.size() == join.on().size() && theirs.size() == join.on().size()) {
            match(own, byKey(theirs), notes);
        }
    }

    /** The records by their values in the common columns; it is a mistake if two have the same. */
    private Map<List<String>, FileRecord> byKey(List<String> columns) {
        Map<List<String>, FileRecord> byKey = new HashMap<>();
        for (FileRecord row : file.rows()) {
            try {
                List<String> key = new ArrayList<>();
                for (String column : columns) {
                    key.add(row.find(column).orElse(""));
                }
                FileRecord other = byKey.putIfAbsent(key, row);
                if (other != null) {
                    throw row.error("has " + shown(key) + ", as " + other.place()
                            + " has; each must occur once in a joined file");
                }
            } catch (DataException e) {
                problems.add(role(), e);
            }
        }
        return byKey;
    }

    private void match(List<Column> own, Map<List<String>, FileRecord> byKey, List<String> notes) {
        List<String> unmatched = new ArrayList<>();
        Set<FileRecord> used = new HashSet<>();
        for (TableRow row : table.rows()) {
            try {
                List<String> key = new ArrayList<>();
                for (Column column : own) {
                    key.add(row.rows()[0].find(column.name(row.file())).orElse(""));
                }
                FileRecord match = byKey.get(key);
                row.rows()[source] = match;
                if (match == null) {
                    unmatched.add(shown(key) + " (" + row.place() + ")");
                } else {
                    used.add(match);
                }
            } catch (DataException e) {
                problems.add(role(), e);
            }
        }
        if (!unmatched.isEmpty() && !join.optional()) {
            problems.add(role() + ": " + unmatched.size() + " of "
                    + Plural.of(table.rows().size(), "record", "records") + (unmatched.size() == 1 ? " has" : " have")
                    + " no match, such as "
                    + String.join(", ", unmatched.subList(0, Math.min(SHOWN, unmatched.size())))
                    + ". Add them to the joined file, or say that the join is optional.");
        }
        int unused = byKey.size() - used.size();
        if (unused > 0) {
            notes.add(file.file() + ": "
                    + Plural.of(unused, "record matches no item and was", "records match no item and were")
                    + " left out.");
        }
    }

    private String shown(List<String> key) {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            shown.add(join.on().get(i) + " '" + key.get(i) + "'");
        }
        return String.join(" and ", shown);
    }
}
