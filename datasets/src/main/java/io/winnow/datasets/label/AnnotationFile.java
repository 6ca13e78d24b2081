package io.winnow.datasets.label;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The labels of several annotators from a file: CSV with a header, an array of JSON objects, or JSON lines. Either each record is a vote,
 * with a key, an annotator and a label; or each record is an item, with a key and one column per annotator. Empty and similar values
 * ({@link LabelFileOptions#gaps}) are not votes.
 *
 * @param notes what was detected, skipped or altered, as parts of a sentence
 * @param alike class names that differ only in case or blanks, which the user should know about; may be empty
 */
public record AnnotationFile(Annotations annotations, List<String> notes, String alike) {
    private record Vote(RecordFile.Row row, String item, String annotator, String label) {}

    /**
     * Reads a file.
     *
     * @throws LabelFileException if columns are missing or an annotator contradicts itself; the message names the line
     */
    public static AnnotationFile read(Path file, LabelFileOptions options) throws IOException {
        RecordFile records = RecordFile.read(file, options);
        List<String> notes = new ArrayList<>(records.notes());
        List<String> labels = options.labelColumn().isPresent()
                ? List.of(records.column(options.labelColumn().get(), "--label-column"))
                : records.known(KnownColumns.LABELS);
        List<String> annotators = options.annotatorColumn().isPresent()
                ? List.of(records.column(options.annotatorColumn().get(), "--annotator-column"))
                : records.known(KnownColumns.ANNOTATORS);
        List<Vote> votes;
        if (!options.annotatorColumns().isEmpty() || (labels.isEmpty() && annotators.isEmpty())) {
            votes = byColumns(records, options, notes);
        } else if (labels.isEmpty() || annotators.isEmpty()) {
            throw missing(records);
        } else {
            String annotator = only(records, annotators, KnownColumns.ANNOTATOR, "--annotator-column");
            String label = only(records, labels, KnownColumns.LABEL, "--label-column");
            String key = key(records, options);
            note(notes, "items", key, KnownColumns.KEY);
            note(notes, "annotators", annotator, KnownColumns.ANNOTATOR);
            note(notes, "labels", label, KnownColumns.LABEL);
            votes = new ArrayList<>();
            for (RecordFile.Row row : records.rows()) {
                String said = row.find(label).orElse("");
                // A record without a vote need not name its annotator: labelling tools write such records for tasks
                // that nobody answered.
                if (options.isGap(said)) {
                    votes.add(new Vote(row, row.get(key), row.find(annotator).orElse(""), ""));
                } else {
                    votes.add(new Vote(row, row.get(key), row.get(annotator), said));
                }
            }
        }
        return of(file, votes, options, notes);
    }

    /** All notes in one sentence, for a log. */
    public String summary(Path file) {
        return file + ": " + annotations.annotators().size() + " annotators ("
                + ClassNames.shown(annotations.annotators()) + ") of "
                + annotations.items().size() + " items"
                + (notes.isEmpty() ? "" : "; " + String.join("; ", notes)) + ".";
    }

    private static void note(List<String> notes, String what, String column, String usual) {
        if (!column.equals(usual)) {
            notes.add(what + " are in the column " + column);
        }
    }

    private static String only(RecordFile records, List<String> known, String usual, String setting)
            throws LabelFileException {
        if (known.size() > 1 && !known.get(0).equals(usual)) {
            throw new LabelFileException(records.file() + " has several columns that may hold the " + usual + ": "
                    + String.join(", ", known) + ". Name the right one with " + setting + ".");
        }
        return records.unique(known.get(0));
    }

    /**
     * Finds the column of keys. If there are several candidates, all of them must distinguish the same items, except for columns with the
     * number of a record or task.
     */
    private static String key(RecordFile records, LabelFileOptions options) throws LabelFileException {
        if (options.keyColumn().isPresent()) {
            return records.column(options.keyColumn().get(), "--key-column");
        }
        List<String> known = records.known(KnownColumns.KEYS);
        if (known.isEmpty()) {
            throw missing(records);
        }
        String first = records.unique(known.get(0));
        if (first.equals(KnownColumns.KEY)) {
            return first;
        }
        for (String other : known.subList(1, known.size())) {
            if (!other.equalsIgnoreCase("id") && !sameItems(records, first, other)) {
                throw new LabelFileException(records.file() + " has several columns that may name the items: "
                        + String.join(", ", known) + ". Name the right one with --key-column.");
            }
        }
        return first;
    }

    private static boolean sameItems(RecordFile records, String column, String other) throws LabelFileException {
        Map<String, String> there = new HashMap<>();
        Map<String, String> back = new HashMap<>();
        for (RecordFile.Row row : records.rows()) {
            String a = row.find(column).orElse("");
            String b = row.find(other).orElse("");
            if (!b.equals(there.computeIfAbsent(a, each -> b)) || !a.equals(back.computeIfAbsent(b, each -> a))) {
                return false;
            }
        }
        return true;
    }

    /** Reads the votes of a table with one record per item and one column per annotator. */
    private static List<Vote> byColumns(RecordFile records, LabelFileOptions options, List<String> notes)
            throws LabelFileException {
        List<String> keys = records.known(KnownColumns.KEYS);
        if (options.keyColumn().isEmpty() && keys.isEmpty()) {
            throw missing(records);
        }
        String key = options.keyColumn().isPresent()
                ? records.column(options.keyColumn().get(), "--key-column")
                : records.unique(keys.get(0));
        List<String> annotators = new ArrayList<>();
        if (options.annotatorColumns().isEmpty()) {
            for (String column : records.columns()) {
                if (!column.equals(key) && !column.matches("(?i)unnamed: *\\d+|index")) {
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
        List<Vote> votes = new ArrayList<>();
        for (RecordFile.Row row : records.rows()) {
            for (String annotator : annotators) {
                String said = row.find(annotator).orElse("");
                votes.add(new Vote(row, row.get(key), annotator, options.isGap(said) ? "" : said));
            }
        }
        return votes;
    }

    /**
     * Makes sure that a table holds votes: each item occurs once, and the columns have classes in common. Other tables have columns whose
     * names are not recognised.
     */
    private static void requireVotes(RecordFile records, LabelFileOptions options, String key, List<String> annotators)
            throws LabelFileException {
        Set<String> items = new HashSet<>();
        Map<String, Set<String>> said = new LinkedHashMap<>();
        boolean repeated = annotators.size() < 2;
        for (RecordFile.Row row : records.rows()) {
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

    private static LabelFileException missing(RecordFile records) {
        return new LabelFileException(
                records.file() + " needs the columns key, annotator and label, or key and a column"
                        + " for each annotator; it has " + ClassNames.shown(records.columns())
                        + ". Name them with --key-column, --annotator-column and --label-column, or with"
                        + " --annotator-columns.");
    }

    private static AnnotationFile of(Path file, List<Vote> votes, LabelFileOptions options, List<String> notes)
            throws LabelFileException {
        Map<String, Integer> items = new LinkedHashMap<>();
        Map<String, Integer> annotators = new LinkedHashMap<>();
        Set<String> all = new LinkedHashSet<>();
        TreeSet<String> classes = new TreeSet<>();
        int gaps = 0;
        int reals = 0;
        for (Vote vote : votes) {
            all.add(vote.item());
            if (vote.label().isEmpty()) {
                gaps++;
                continue;
            }
            items.putIfAbsent(vote.item(), items.size());
            annotators.putIfAbsent(vote.annotator(), annotators.size());
            reals += GivenNames.whole(vote.label()).equals(vote.label()) ? 0 : 1;
            classes.add(GivenNames.whole(vote.label()));
        }
        if (items.isEmpty()) {
            throw new LabelFileException(file + " contains no votes: all " + gaps + " labels are empty or one of "
                    + String.join(", ", options.gaps()) + ".");
        }
        List<String> classNames = ClassNames.sorted(classes);
        Map<String, Integer> numbers = new HashMap<>();
        classNames.forEach(name -> numbers.put(name, numbers.size()));
        int[][] labels = new int[items.size()][annotators.size()];
        long[][] lines = new long[items.size()][annotators.size()];
        Arrays.stream(labels).forEach(row -> Arrays.fill(row, Annotations.NONE));
        int repeated = 0;
        for (Vote vote : votes) {
            if (vote.label().isEmpty()) {
                continue;
            }
            int item = items.get(vote.item());
            int annotator = annotators.get(vote.annotator());
            int label = numbers.get(GivenNames.whole(vote.label()));
            if (labels[item][annotator] == label) {
                repeated++;
            } else if (labels[item][annotator] != Annotations.NONE) {
                throw vote.row()
                        .error(vote.annotator() + " labels " + vote.item() + " twice: here as " + vote.label()
                                + "; line " + lines[item][annotator] + " has "
                                + classNames.get(labels[item][annotator]));
            }
            labels[item][annotator] = label;
            lines[item][annotator] = vote.row().line();
        }
        RecordFile.count(notes, gaps, "value is not a vote", "values are not votes", "(empty, NA or the like)");
        RecordFile.count(
                notes, all.size() - items.size(), "item without a vote was", "items without a vote were", "left out");
        RecordFile.count(notes, repeated, "vote repeats", "votes repeat", "one of the same annotator");
        RecordFile.count(
                notes, reals, "label was", "labels were", "written as a decimal number, such as 1.0, and read as 1");
        return new AnnotationFile(
                new Annotations(List.copyOf(items.keySet()), List.copyOf(annotators.keySet()), classNames, labels),
                List.copyOf(notes),
                ClassNames.alike(classNames).orElse(""));
    }
}
