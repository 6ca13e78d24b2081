package io.winnow.datasets.label;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The labels of several annotators from a file: CSV with a header, an array of JSON objects, or JSON lines. Either each record is a vote,
 * with a key, an annotator and a label; or each record is an item, with a key and one column per annotator. Empty and similar values
 * ({@link LabelFileOptions#gaps}) are not votes.
 *
 * @param path path of the file
 * @param notes what was detected, skipped or altered, as parts of a sentence
 */
public record AnnotationFile(Path path, Annotations annotations, List<String> notes) {
    /**
     * Reads a file.
     *
     * @throws DataException if columns are missing or an annotator contradicts itself; the message names the line
     */
    public static AnnotationFile read(Path file, LabelFileOptions options) throws IOException {
        return read(file, options, VoteOptions.DEFAULT);
    }

    /**
     * Reads a file.
     *
     * @throws DataException if columns are missing, if an annotator contradicts themselves and the options do not say which vote counts, or if
     *     a time cannot be read; the message names the line
     */
    public static AnnotationFile read(Path file, LabelFileOptions options, VoteOptions voteOptions) throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.ofLabels(options.encoding()));
        List<String> notes = new ArrayList<>(records.notes());
        Votes votes = new Votes(voteOptions);
        Optional<String> time = voteOptions.time().isPresent()
                ? Optional.of(records.column(voteOptions.time().get(), "--time-column"))
                : Optional.empty();
        if (options.annotatorColumns().isEmpty()) {
            read(records, options, time, votes, notes);
        } else {
            byColumns(records, options, time, votes, notes);
        }
        Annotations annotations = votes.annotations(file, options);
        votes.note(notes);
        return new AnnotationFile(file, annotations, List.copyOf(notes));
    }

    private static void read(
            RecordFile records, LabelFileOptions options, Optional<String> time, Votes votes, List<String> notes)
            throws DataException {
        Optional<String> labels =
                records.column(options.labelColumn(), "--label-column", KnownColumns.LABELS, "labels");
        Optional<String> annotators =
                records.column(options.annotatorColumn(), "--annotator-column", KnownColumns.ANNOTATORS, "annotators");
        if (labels.isEmpty() && annotators.isEmpty()) {
            byColumns(records, options, time, votes, notes);
        } else if (labels.isEmpty() || annotators.isEmpty()) {
            throw missing(records);
        } else {
            String annotator = annotators.get();
            String label = labels.get();
            String key = key(records, options);
            note(notes, "items", key, KnownColumns.KEY);
            note(notes, "annotators", annotator, KnownColumns.ANNOTATOR);
            note(notes, "labels", label, KnownColumns.LABEL);
            for (FileRecord row : records.rows()) {
                String said = row.find(label).orElse("");
                // A record without a vote need not name its annotator: labelling tools write such records for tasks
                // that nobody answered.
                if (options.isGap(said)) {
                    votes.addGap(row.get(key));
                } else {
                    votes.add(row, row.get(key), row.get(annotator), said, time(row, time));
                }
            }
        }
    }

    /** Returns the time of a record in milliseconds since 1970; 0 if there is no column of times. */
    private static long time(FileRecord row, Optional<String> column) throws DataException {
        if (column.isEmpty()) {
            return 0;
        }
        String text = row.get(column.get());
        try {
            return text.matches("\\d{1,18}")
                    ? Long.parseLong(text)
                    : instant(text).toEpochMilli();
        } catch (DateTimeException e) {
            throw row.error("the time '" + text + "' in the column " + column.get()
                    + " cannot be read. Write it as 2026-01-31T12:00:00Z or as milliseconds since 1970");
        }
    }

    /** Times without a zone are taken to be in UTC. */
    private static Instant instant(String text) {
        TemporalAccessor parsed = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                text.replace(' ', 'T'), ZonedDateTime::from, LocalDateTime::from);
        return parsed instanceof LocalDateTime local ? local.toInstant(ZoneOffset.UTC) : Instant.from(parsed);
    }

    /**
     * Returns sentences on classes and annotators whose names differ only in case or blanks, and on items whose names look the same: they
     * count as different ones. Case tells items apart in many data sets.
     */
    public List<String> alike() {
        Map<String, List<String>> items = annotations.items().stream()
                .collect(Collectors.groupingBy(item -> Normalizer.normalize(item, Normalizer.Form.NFC)));
        List<String> twins = items.values().stream()
                .filter(group -> group.size() > 1)
                .flatMap(List::stream)
                .toList();
        return Stream.of(
                        ClassNames.alike(path.toString(), annotations.classNames()),
                        ClassNames.alike(path + " has annotators", "annotators", annotations.annotators())
                                .map(sentence -> sentence + "."),
                        ClassNames.alike(path + " has items", "items", twins).map(sentence -> sentence + "."))
                .flatMap(Optional::stream)
                .toList();
    }

    /** All notes in one sentence, for a log. */
    public String summary() {
        return path + ": " + Plural.of(annotations.annotators().size(), "annotator", "annotators") + " ("
                + Shown.of(annotations.annotators()) + ") of "
                + Plural.of(annotations.items().size(), "item", "items")
                + (notes.isEmpty() ? "" : "; " + String.join("; ", notes)) + ".";
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
    private static String key(RecordFile records, LabelFileOptions options) throws DataException {
        if (options.keyColumn().isPresent()) {
            return records.column(options.keyColumn().get(), "--key-column");
        }
        List<String> known = records.known(KnownColumns.KEYS);
        if (known.isEmpty()) {
            throw missing(records);
        }
        Optional<String> own = records.own(KnownColumns.KEY);
        if (own.isPresent()) {
            return records.unique(own.get());
        }
        String first = records.unique(known.get(0));
        for (String other : known.subList(1, known.size())) {
            if (!other.equalsIgnoreCase("id") && !sameItems(records, first, other)) {
                throw new DataException(records.file() + " has several columns that may name the items: "
                        + String.join(", ", known) + ". Name the right one with --key-column.");
            }
        }
        return first;
    }

    private static boolean sameItems(RecordFile records, String column, String other) throws DataException {
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
    private static void byColumns(
            RecordFile records, LabelFileOptions options, Optional<String> time, Votes votes, List<String> notes)
            throws DataException {
        String key = key(records, options);
        List<String> annotators = new ArrayList<>();
        if (options.annotatorColumns().isEmpty()) {
            for (String column : records.columns()) {
                if (!column.equals(key) && !time.equals(Optional.of(column)) && !KnownColumns.isRowNumber(column)) {
                    annotators.add(records.unique(column));
                }
            }
            requireVotes(records, options, key, annotators);
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
                    votes.add(row, item, annotator, said, time(row, time));
                }
            }
        }
    }

    /**
     * Makes sure that a table holds votes: each item occurs once, and the columns have classes in common. Other tables have columns whose
     * names are not recognised.
     */
    private static void requireVotes(RecordFile records, LabelFileOptions options, String key, List<String> annotators)
            throws DataException {
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
            throw missing(records);
        }
    }

    private static DataException missing(RecordFile records) {
        return new DataException(records.file() + " needs the columns key, annotator and label, or key and a column"
                + " for each annotator; it has " + Shown.of(records.columns())
                + ". Name them with --key-column, --annotator-column and --label-column, or with"
                + " --annotator-columns.");
    }
}
