package io.winnow.datasets.label;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.label.ExampleFinder.Match;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Given labels from a file: CSV with a header, an array of JSON objects, or JSON lines. Each record has a label (the name or the number of
 * a class) and identifies its example by a key ({@link ExampleFinder}) or by {@code index}, the number of the example counted from 0. Keys
 * take precedence. Columns are found by their usual names or are set by {@link LabelFileOptions}.
 *
 * @param path path of the file
 * @param train labels of the training examples
 * @param test labels of the test examples that the file contains
 * @param notes what was detected, skipped or altered, as parts of a sentence
 */
public record LabelFile(Path path, GivenNames train, GivenNames test, List<String> notes) {
    private static final int SHOWN = 3;

    /** Number of records by which a column that names no examples is ruled out. */
    private static final int SAMPLE = 1000;

    /**
     * Reads a file.
     *
     * @param train the examples that the file labels
     * @param test further examples, which it may also label
     * @param partial whether records that match no example are skipped rather than being an error
     * @throws DataException for unknown, ambiguous or contradictory records; the message names the line
     */
    public static LabelFile read(
            Path file, LabelFileOptions options, Examples train, Optional<Examples> test, boolean partial)
            throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.ofLabels(options.encoding()));
        List<String> notes = new ArrayList<>(records.notes());
        ExampleFinder trainFinder = new ExampleFinder(train);
        Optional<ExampleFinder> testFinder = test.map(ExampleFinder::new);
        Optional<String> labels = records.column(options.labelColumn(), "label_column", KnownColumns.LABELS, "labels");
        Optional<String> index = records.own(KnownColumns.INDEX);
        Optional<KeyColumn> named = keyColumn(records, options, labels, trainFinder, testFinder);
        KeyColumn keys;
        String label;
        if (named.isPresent()) {
            keys = named.get();
            for (FileRecord row : records.rows()) {
                row.find(keys.name()); // an invalid key is an error
            }
            label = labels.isPresent() ? labels.get() : onlyOther(records, keys.name());
            if (!keys.name().equals(KnownColumns.KEY)) {
                notes.add("examples are named by the column " + keys.name());
            }
            keys.meaning().ifPresent(notes::add);
            if (index.isPresent() && !keys.name().equals(index.get())) {
                notes.add("the column index was ignored because the file has keys");
            }
        } else if (index.isPresent() && labels.isPresent()) {
            keys = numbered(records, index.get(), train.size());
            label = labels.get();
        } else {
            throw noKeyColumn(records, trainFinder);
        }
        if (!label.equals(KnownColumns.LABEL)) {
            notes.add("labels are in the column " + label);
        }
        GivenNames ofTrain = new GivenNames(train.size(), options);
        GivenNames ofTest = new GivenNames(test.map(Examples::size).orElse(0), options);
        List<FileRecord> unknown = new ArrayList<>();
        collect(records.rows(), keys.name(), label, keys.train(), trainFinder, ofTrain, unknown);
        collect(records.rows(), keys.name(), label, keys.test(), testFinder.orElse(trainFinder), ofTest, unknown);
        for (int i = 0; i < keys.train().length; i++) {
            if (keys.train()[i] == null && keys.test()[i] == null) {
                unknown.add(records.rows().get(i));
            }
        }
        if (!unknown.isEmpty() && (!partial || unknown.size() == records.rows().size())) {
            throw unknown(
                    file, unknown, keys.name(), trainFinder, records.rows().size());
        }
        if (!unknown.isEmpty()) {
            RecordFile.count(
                    notes,
                    unknown.size(),
                    "record that matches no example was",
                    "records that match no example were",
                    "left out, such as " + shown(unknown, keys.name()));
        }
        RecordFile.count(
                notes,
                ofTrain.repeated() + ofTest.repeated(),
                "record repeats",
                "records repeat",
                "a label that was given before");
        return new LabelFile(file, ofTrain, ofTest, List.copyOf(notes));
    }

    /** All notes in one sentence, for a log. */
    public String summary() {
        return path + ": " + Plural.of(train.count() + test.count(), "example has a record", "examples have a record")
                + (notes.isEmpty() ? "" : "; " + String.join("; ", notes)) + ".";
    }

    private static void collect(
            List<FileRecord> rows,
            String keyColumn,
            String labelColumn,
            Match[] matches,
            ExampleFinder finder,
            GivenNames names,
            List<FileRecord> unknown)
            throws DataException {
        // If records match the same example by different keys, the closest match is used.
        Match[] closest = new Match[finder.examples().size()];
        for (Match match : matches) {
            if (match != null && (closest[match.example()] == null || match.isCloser(closest[match.example()]))) {
                closest[match.example()] = match;
            }
        }
        for (int i = 0; i < matches.length; i++) {
            Match match = matches[i];
            if (match == null) {
                continue;
            }
            FileRecord row = rows.get(i);
            if (match.isAmbiguous()) {
                List<String> fit = match.others().stream()
                        .map(example -> finder.examples().key().apply(example))
                        .toList();
                throw row.error("'" + row.get(keyColumn) + "' matches several examples of "
                        + finder.examples().name() + ": " + Shown.of(fit)
                        + ". Add the folder or the shard, such as '" + fit.get(0) + "'");
            }
            if (closest[match.example()].isCloser(match)) {
                unknown.add(row);
            } else {
                names.put(row, keyColumn, labelColumn, match.example());
            }
        }
    }

    private static DataException unknown(
            Path file, List<FileRecord> unknown, String column, ExampleFinder finder, int all) throws DataException {
        String first = shown(unknown, column);
        Optional<String> nearest = unknown.get(0).find(column).flatMap(finder::nearest);
        Examples examples = finder.examples();
        String example = examples.size() == 0
                ? ""
                : " An example of a key is '" + examples.key().apply(0) + "'.";
        return new DataException(file + ": " + unknown.size() + " of " + all + " records match no example of "
                + examples.name() + ", such as " + first
                + nearest.map(key -> "; the nearest key to the first is '" + key + "'")
                        .orElse("") + "." + example
                + " Correct the column " + column + ", rename another one to key, choose another (key_column)"
                + (unknown.size() < all ? ", or set partial: true to skip these records." : "."));
    }

    /** The keys of the first of some records, which are sorted by their lines. */
    private static String shown(List<FileRecord> unknown, String column) throws DataException {
        unknown.sort(Comparator.comparingLong(FileRecord::line));
        List<String> first = new ArrayList<>();
        for (FileRecord row : unknown.subList(0, Math.min(SHOWN, unknown.size()))) {
            first.add(row.find(column).map(key -> "'" + key + "'").orElse("an empty " + column) + " (" + row.place()
                    + ")");
        }
        return String.join(", ", first);
    }

    /** In a file with two columns, the column of labels may have any name. */
    private static String onlyOther(RecordFile records, String key) throws DataException {
        List<String> others = records.columns().stream()
                .filter(column -> !column.equals(key) && !KnownColumns.isRowNumber(column))
                .toList();
        if (others.size() == 1) {
            return records.unique(others.get(0));
        }
        throw new DataException(records.file() + " has no column 'label'; it has the columns "
                + String.join(", ", records.columns()) + ". Name the column that holds the labels with label_column.");
    }

    private static Optional<KeyColumn> keyColumn(
            RecordFile records,
            LabelFileOptions options,
            Optional<String> label,
            ExampleFinder train,
            Optional<ExampleFinder> test)
            throws DataException {
        List<FileRecord> rows = records.rows();
        if (options.keyColumn().isPresent()) {
            return Optional.of(
                    KeyColumn.of(records.column(options.keyColumn().get(), "key_column"), rows, train, test));
        }
        Optional<String> own = records.own(KnownColumns.KEY);
        if (own.isPresent()) {
            return Optional.of(KeyColumn.of(records.unique(own.get()), rows, train, test));
        }
        List<String> candidates = new ArrayList<>(records.known(KnownColumns.KEYS));
        boolean usual = !candidates.isEmpty();
        if (!usual && records.own(KnownColumns.INDEX).isEmpty()) {
            if (isHeadless(records, train)) {
                return Optional.empty();
            }
            candidates.addAll(records.columns());
        }
        // A column with an unusual name is accepted only because of its values.
        int least = usual ? 1 : rows.size() / 2 + 1;
        label.ifPresent(candidates::remove);
        List<KeyColumn> best = new ArrayList<>();
        for (String candidate : candidates) {
            if (records.repeated().contains(candidate) || (!usual && !occurs(candidate, rows, train, test))) {
                continue;
            }
            KeyColumn column = KeyColumn.of(candidate, rows, train, test);
            int most = best.isEmpty() ? 0 : best.get(0).found();
            if (column.found() > most) {
                best.clear();
            }
            if (column.found() >= Math.max(most, least)) {
                best.add(column);
            }
        }
        for (KeyColumn other : best) {
            if (!other.sameAs(best.get(0))) {
                throw new DataException(records.file() + " has several columns that name examples, but different ones: "
                        + best.get(0).name() + ", " + other.name() + ". Name the right one with key_column.");
            }
        }
        if (best.isEmpty() && usual) {
            return Optional.of(KeyColumn.of(records.unique(candidates.get(0)), rows, train, test));
        }
        return best.stream().findFirst();
    }

    /** Whether any of some values, taken at regular intervals, names an example. This rules out most columns of a large file quickly. */
    private static boolean occurs(
            String column, List<FileRecord> rows, ExampleFinder train, Optional<ExampleFinder> test) {
        List<FileRecord> sample = IntStream.range(0, Math.min(SAMPLE, rows.size()))
                .mapToObj(i -> rows.get((int) ((long) i * rows.size() / Math.min(SAMPLE, rows.size()))))
                .toList();
        return KeyColumn.of(column, sample, train, test).found() > 0;
    }

    private static KeyColumn numbered(RecordFile records, String column, int size) throws DataException {
        records.unique(column);
        Match[] matches = new Match[records.rows().size()];
        for (int i = 0; i < matches.length; i++) {
            FileRecord row = records.rows().get(i);
            String text = GivenNames.whole(row.get(column));
            int index = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
            if (index < 0 || index >= size) {
                throw row.error("the index '" + text + "' is not between 0 and " + (size - 1));
            }
            matches[i] = new Match(index, ExampleName.Step.EXACT, 1, 0, false, List.of(index));
        }
        return new KeyColumn(column, matches, new Match[matches.length]);
    }

    private static DataException noKeyColumn(RecordFile records, ExampleFinder finder) {
        Optional<String> example = beginning(records, finder);
        return new DataException(records.file()
                + (example.isPresent()
                        ? " has no header, and its values are separated by neither commas, semicolons, tabs nor vertical bars: its"
                                + " first line begins with the example '" + example.get()
                                + "'. Add a first line with the names of the columns, such as key,label, and separate values"
                                + " like these."
                        : isHeadless(records, finder)
                                ? " has no header: its first line is already a record ("
                                        + String.join(", ", records.columns())
                                        + "). Add a first line with the names of the columns, such as key,label."
                                : " has no column that names the examples; it has the columns "
                                        + Shown.of(records.columns())
                                        + ". Rename the right one to key, or name it with key_column."));
    }

    /** Returns the example with which a line begins that is neither a header nor separated, as lists of `path class` are written. */
    private static Optional<String> beginning(RecordFile records, ExampleFinder finder) {
        if (records.columns().size() != 1) {
            return Optional.empty();
        }
        String[] words = records.columns().get(0).split("\\s+|:\\s", 2);
        return words.length == 2 && finder.find(words[0]).isPresent() ? Optional.of(words[0]) : Optional.empty();
    }

    private static boolean isHeadless(RecordFile records, ExampleFinder finder) {
        return records.columns().stream().anyMatch(column -> finder.find(column).isPresent());
    }
}
