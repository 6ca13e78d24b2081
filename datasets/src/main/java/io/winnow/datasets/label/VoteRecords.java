package io.winnow.datasets.label;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.IsoTime;
import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import java.io.IOException;
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
 * The votes in the records of one file.
 *
 * @param owner the annotator whose votes they are if no column names annotators; empty if a column must name them
 * @param time column of the times
 */
record VoteRecords(RecordFile records, LabelFileOptions options, Optional<String> owner, Optional<String> time) {
    /**
     * Reads the records of a file.
     *
     * @throws DataException if it cannot be read, or has no column of the times although the options name one
     */
    static VoteRecords of(Path file, Optional<String> owner, LabelFileOptions options, VoteOptions voteOptions)
            throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.ofLabels(options.encoding()));
        Optional<String> time = voteOptions.time().isPresent()
                ? Optional.of(records.column(voteOptions.time().get(), "--time-column"))
                : Optional.empty();
        return new VoteRecords(records, options, owner, time);
    }

    /**
     * Adds the votes to others, and returns what was detected, as parts of a sentence.
     *
     * @throws DataException if columns are missing, if a vote contradicts another one, or if a time cannot be read
     */
    List<String> read(Votes votes) throws DataException {
        List<String> notes = new ArrayList<>(records.notes());
        if (options.annotatorColumns().isEmpty()) {
            read(votes, notes);
        } else {
            byColumns(votes, notes);
        }
        return notes;
    }

    private void read(Votes votes, List<String> notes) throws DataException {
        Optional<String> labels =
                records.column(options.labelColumn(), "--label-column", KnownColumns.LABELS, "labels");
        Optional<String> annotators =
                records.column(options.annotatorColumn(), "--annotator-column", KnownColumns.ANNOTATORS, "annotators");
        if (labels.isEmpty() && annotators.isEmpty()) {
            byColumns(votes, notes);
        } else if (labels.isEmpty() || (annotators.isEmpty() && owner.isEmpty())) {
            throw missing();
        } else {
            String label = labels.get();
            String key = key();
            note(notes, "items", key, KnownColumns.KEY);
            annotators.ifPresentOrElse(
                    column -> note(notes, "annotators", column, KnownColumns.ANNOTATOR),
                    () -> notes.add(
                            "no column names the annotator, so all labels are those of one who is named after the file"));
            note(notes, "labels", label, KnownColumns.LABEL);
            for (FileRecord row : records.rows()) {
                String said = row.find(label).orElse("");
                // A record without a vote need not name its annotator: labelling tools write such records for tasks
                // that nobody answered.
                if (options.isGap(said)) {
                    votes.addGap(row.get(key));
                } else {
                    String annotator = annotators.isPresent() ? row.get(annotators.get()) : owner.orElseThrow();
                    votes.add(row, row.get(key), annotator, said, time(row));
                }
            }
        }
    }

    /** Returns the time of a record in milliseconds since 1970; 0 if there is no column of times. */
    private long time(FileRecord row) throws DataException {
        if (time.isEmpty()) {
            return 0;
        }
        String text = row.get(time.get());
        return text.matches("\\d{1,18}")
                ? Long.parseLong(text)
                : IsoTime.find(text)
                        .orElseThrow(() -> row.error("the time '" + text + "' in the column " + time.get()
                                + " cannot be read. Write it as 2026-01-31T12:00:00Z or as milliseconds since 1970"))
                        .toEpochMilli();
    }

    private static void note(List<String> notes, String what, String column, String usual) {
        if (!column.equals(usual)) {
            notes.add(what + " are in the column " + column);
        }
    }

    /**
     * Finds the column of keys. If there are several candidates, all of them must distinguish the same items, except for columns with the
     * number of a record or task.
     */
    private String key() throws DataException {
        if (options.keyColumn().isPresent()) {
            return records.column(options.keyColumn().get(), "--key-column");
        }
        List<String> known = records.keys();
        if (known.isEmpty()) {
            throw missing();
        }
        Optional<String> own = records.own(KnownColumns.KEY);
        if (own.isPresent()) {
            return records.unique(own.get());
        }
        String first = records.unique(known.get(0));
        for (String other : known.subList(1, known.size())) {
            if (!other.equalsIgnoreCase("id") && !sameItems(first, other)) {
                throw new DataException(records.file() + " has several columns that may name the items: "
                        + String.join(", ", known) + ". Name the right one with --key-column.");
            }
        }
        return first;
    }

    private boolean sameItems(String column, String other) throws DataException {
        Map<String, String> there = new HashMap<>();
        Map<String, String> back = new HashMap<>();
        for (FileRecord row : records.rows()) {
            String a = row.find(column).orElse("");
            String b = row.find(other).orElse("");
            if (!b.equals(there.computeIfAbsent(a, each -> b)) || !a.equals(back.computeIfAbsent(b, each -> a))) {
                return false;
            }
        }
        return true;
    }

    /** Reads the votes of a table with one record per item and one column per annotator. */
    private void byColumns(Votes votes, List<String> notes) throws DataException {
        String key = key();
        List<String> annotators = new ArrayList<>();
        if (options.annotatorColumns().isEmpty()) {
            // If the labels are numbers, a column that counts the rows would pass for a further annotator.
            List<String> names = new ArrayList<>(records.known(KnownColumns.KEYS));
            names.addAll(records.known(KnownColumns.OTHER_KEYS));
            names.remove(key);
            for (String column : records.columns()) {
                if (!column.equals(key)
                        && !names.contains(column)
                        && !time.equals(Optional.of(column))
                        && !KnownColumns.isRowNumber(column)) {
                    annotators.add(records.unique(column));
                }
            }
            if (!names.isEmpty()) {
                notes.add("columns that may name or number the items are not annotators: " + String.join(", ", names));
            }
            requireVotes(key, annotators);
        } else {
            for (String column : options.annotatorColumns()) {
                annotators.add(records.column(column, "--annotator-columns"));
            }
        }
        notes.add("each annotator has a column");
        for (FileRecord row : records.rows()) {
            String item = row.get(key);
            for (String annotator : annotators) {
                String said = row.find(annotator).orElse("");
                if (options.isGap(said)) {
                    votes.addGap(item);
                } else {
                    votes.add(row, item, annotator, said, time(row));
                }
            }
        }
    }

    /**
     * Makes sure that a table holds votes: each item occurs once, and the columns have classes in common. Other tables have columns whose
     * names are not recognised.
     */
    private void requireVotes(String key, List<String> annotators) throws DataException {
        Set<String> items = new HashSet<>();
        Map<String, Set<String>> said = new LinkedHashMap<>();
        boolean repeated = annotators.size() < 2;
        for (FileRecord row : records.rows()) {
            repeated |= !items.add(row.get(key));
            for (String annotator : annotators) {
                row.find(annotator)
                        .filter(label -> !options.isGap(label))
                        .ifPresent(label -> said.computeIfAbsent(annotator, each -> new HashSet<>())
                                .add(GivenNames.whole(label)));
            }
        }
        for (Map.Entry<String, Set<String>> own : said.entrySet()) {
            boolean shared = said.entrySet().stream()
                    .anyMatch(other -> !other.getKey().equals(own.getKey())
                            && other.getValue().stream().anyMatch(own.getValue()::contains));
            repeated |= !shared;
        }
        if (repeated) {
            throw missing();
        }
    }

    private DataException missing() {
        return new DataException(
                records.file() + " needs the columns key, annotator and label, or key and a column"
                        + " for each annotator; it has " + Shown.of(records.columns())
                        + ". Name them with --key-column, --annotator-column and --label-column, or with"
                        + " --annotator-columns. If each annotator has a file with the columns key and label, name all of these files.");
    }
}
