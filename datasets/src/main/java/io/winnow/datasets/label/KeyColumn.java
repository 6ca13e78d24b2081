package io.winnow.datasets.label;

import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.label.ExampleFinder.Match;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The examples that the values of a column of keys refer to.
 *
 * @param name name of the column
 * @param train for each record, the match among the training examples, or null
 * @param test for each record, the match among the test examples, or null; a record has at most one match
 */
@SuppressWarnings("ArrayRecordComponent") // a table of data; never compared
record KeyColumn(String name, Match[] train, Match[] test) {
    /** Looks up all values of a column. */
    static KeyColumn of(String name, List<FileRecord> rows, ExampleFinder train, Optional<ExampleFinder> test) {
        Match[] ofTrain = new Match[rows.size()];
        Match[] ofTest = new Match[rows.size()];
        for (int i = 0; i < ofTrain.length; i++) {
            Optional<String> key = rows.get(i).findValid(name);
            if (key.isEmpty()) {
                continue;
            }
            Match own = train.find(key.get()).orElse(null);
            // No other match is closer than the training set's own key.
            Match other = train.isKey(key.get())
                    ? null
                    : test.flatMap(finder -> finder.find(key.get())).orElse(null);
            // A key that matches both equally well is a training example, since the file mainly labels training
            // examples.
            boolean ofOther = other != null && (own == null || other.isCloser(own));
            ofTrain[i] = ofOther ? null : own;
            ofTest[i] = ofOther ? other : null;
        }
        KeyColumn column = new KeyColumn(name, ofTrain, ofTest);
        column.dropOtherFolders(ofTrain);
        column.dropOtherFolders(ofTest);
        return column;
    }

    /**
     * Drops matches whose folders contradict: if some keys agree with the folders around the data set, keys with other folders name other
     * images.
     */
    private void dropOtherFolders(Match[] matches) {
        int most = Arrays.stream(matches)
                .filter(match -> match != null)
                .mapToInt(Match::above)
                .max()
                .orElse(0);
        for (int i = 0; i < matches.length; i++) {
            if (matches[i] != null && matches[i].conflict() && matches[i].above() < most) {
                matches[i] = null;
            }
        }
    }

    int found() {
        int found = 0;
        for (int i = 0; i < train.length; i++) {
            found += train[i] != null || test[i] != null ? 1 : 0;
        }
        return found;
    }

    /** Whether another column refers to the same examples. */
    boolean sameAs(KeyColumn other) {
        for (int i = 0; i < train.length; i++) {
            if (example(train[i]) != example(other.train[i]) || example(test[i]) != example(other.test[i])) {
                return false;
            }
        }
        return true;
    }

    private static int example(Match match) {
        return match == null ? -1 : match.example();
    }

    /** How the keys were matched, for a note; empty if they are equal to those of the data set. */
    Optional<String> meaning() {
        Set<ExampleName.Step> steps = EnumSet.noneOf(ExampleName.Step.class);
        List<Match> all = new ArrayList<>(Arrays.asList(train));
        all.addAll(Arrays.asList(test));
        all.stream().filter(match -> match != null).forEach(match -> steps.add(match.step()));
        steps.remove(ExampleName.Step.EXACT);
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.of("examples found by "
                        + steps.stream().map(ExampleName.Step::meaning).collect(Collectors.joining(", ")));
    }
}
