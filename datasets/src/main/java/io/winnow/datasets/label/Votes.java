package io.winnow.datasets.label;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.RecordFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Collects the votes of annotators on items, in the order of a file. */
final class Votes {
    private record Vote(long line, String label) {}

    private final Map<String, Integer> items = new LinkedHashMap<>();
    private final Map<String, Integer> annotators = new LinkedHashMap<>();
    private final Set<String> itemsWithGaps = new HashSet<>();
    private final TreeSet<String> classes = new TreeSet<>();
    /** The votes on each item by the number of the annotator. */
    private final List<SortedMap<Integer, Vote>> votes = new ArrayList<>();

    private int gaps;
    private int reals;
    private int repeated;

    /** Counts an annotation without a label. */
    void addGap(String item) {
        itemsWithGaps.add(item);
        gaps++;
    }

    /**
     * Adds a vote.
     *
     * @throws DataException if the annotator gave the item another label before
     */
    void add(RecordFile.Row row, String item, String annotator, String said) throws DataException {
        String label = GivenNames.whole(said);
        reals += label.equals(said) ? 0 : 1;
        classes.add(label);
        int number = annotators.computeIfAbsent(annotator, each -> annotators.size());
        int place = items.computeIfAbsent(item, each -> items.size());
        if (place == votes.size()) {
            votes.add(new TreeMap<>());
        }
        Vote before = votes.get(place).putIfAbsent(number, new Vote(row.line(), label));
        if (before == null) {
            return;
        }
        if (!before.label().equals(label)) {
            throw row.error(annotator + " labels " + item + " twice: here as " + said + "; line " + before.line()
                    + " has " + before.label() + ". Remove one of the two lines");
        }
        repeated++;
    }

    /** Adds notes on what was left out or altered. */
    void note(List<String> notes) {
        int without = (int)
                itemsWithGaps.stream().filter(item -> !items.containsKey(item)).count();
        RecordFile.count(notes, gaps, "value is not a vote", "values are not votes", "(empty, NA or the like)");
        RecordFile.count(notes, without, "item without a vote was", "items without a vote were", "left out");
        RecordFile.count(notes, repeated, "vote repeats", "votes repeat", "one of the same annotator");
        RecordFile.count(
                notes, reals, "label was", "labels were", "written as a decimal number, such as 1.0, and read as 1");
    }

    /**
     * Returns all votes.
     *
     * @throws DataException if there are none
     */
    Annotations annotations(Path file, LabelFileOptions options) throws DataException {
        if (items.isEmpty()) {
            throw new DataException(
                    file + " contains no votes: all " + gaps + " labels are empty or one of "
                            + String.join(", ", options.gaps())
                            + ". Check the column of the labels (--label-column) and the values that mean that there is none (--gaps).");
        }
        List<String> classNames = ClassNames.sorted(classes);
        Map<String, Integer> numbers = new HashMap<>();
        classNames.forEach(name -> numbers.put(name, numbers.size()));
        int[][] voters = new int[votes.size()][];
        int[][] labels = new int[votes.size()][];
        for (int i = 0; i < voters.length; i++) {
            voters[i] = votes.get(i).keySet().stream().mapToInt(each -> each).toArray();
            labels[i] = votes.get(i).values().stream()
                    .mapToInt(vote -> numbers.get(vote.label()))
                    .toArray();
        }
        return new Annotations(
                List.copyOf(items.keySet()), List.copyOf(annotators.keySet()), classNames, voters, labels);
    }
}
