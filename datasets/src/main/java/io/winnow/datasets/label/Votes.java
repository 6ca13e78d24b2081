package io.winnow.datasets.label;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/** Collects the votes of annotators on items, in the order of the files. */
final class Votes {
    /** A vote; an annotator's votes on the same item, of which all count, are a list. */
    private static final class Vote {
        private final Path file;
        private final long line;
        private final int order;
        private final String label;
        private long time;
        private final int annotator;
        private Vote next;
        private int arrival;

        Vote(FileRecord row, int order, String label, long time, int annotator) {
            this.file = row.file();
            this.line = row.line();
            this.order = order;
            this.label = label;
            this.time = time;
            this.annotator = annotator;
        }
    }

    private final VoteOptions options;
    private final Map<String, Integer> items = new LinkedHashMap<>();
    private final Map<String, Integer> annotators = new LinkedHashMap<>();
    private final Set<String> itemsWithGaps = new HashSet<>();
    private final TreeSet<String> classes = new TreeSet<>();
    /** The votes on each item by the number of the annotator. */
    private final List<SortedMap<Integer, Vote>> votes = new ArrayList<>();

    private int count;
    private int gaps;
    private int reals;
    private int repeated;
    private int contradicting;

    Votes(VoteOptions options) {
        this.options = options;
    }

    /** Counts an annotation without a label. */
    void addGap(String item) {
        itemsWithGaps.add(item);
        gaps++;
    }

    /**
     * Adds a vote.
     *
     * @param time when it was given, or 0 if that is not known
     * @throws DataException if the annotator gave the item another label before, and the options do not say what that means
     */
    void add(FileRecord row, String item, String annotator, String said, long time) throws DataException {
        String label = GivenNames.whole(said);
        reals += label.equals(said) ? 0 : 1;
        classes.add(label);
        int number = annotators.computeIfAbsent(annotator, each -> annotators.size());
        int place = items.computeIfAbsent(item, each -> items.size());
        if (place == votes.size()) {
            votes.add(new TreeMap<>());
        }
        Vote vote = new Vote(row, count++, label, time, number);
        Vote before = votes.get(place).putIfAbsent(number, vote);
        if (before == null) {
            return;
        }
        for (Vote each = before; each != null; each = each.next) {
            if (each.label.equals(label)) {
                repeated++;
                // Of equal votes, the time of the one that counts decides between this label and another one.
                each.time = options.repeated() == VoteOptions.Repeated.LAST
                        ? Math.max(each.time, time)
                        : Math.min(each.time, time);
                return;
            }
        }
        contradicting++;
        boolean earlier = time < before.time;
        switch (options.repeated()) {
            case ERROR ->
                throw row.error(annotator + " labels " + item + " twice: here as " + said + "; "
                        + (before.file.equals(row.file()) ? "" : before.file + ", ") + row.place(before.line) + " has "
                        + before.label + ". Remove one of the two lines, or say with --repeated what counts");
            case FIRST -> votes.get(place).put(number, earlier ? vote : before);
            case LAST -> votes.get(place).put(number, earlier ? before : vote);
            case VOTE -> {
                vote.next = before;
                votes.get(place).put(number, vote);
            }
        }
    }

    /** Adds notes on what was left out or altered. */
    void note(List<String> notes) {
        int without = (int)
                itemsWithGaps.stream().filter(item -> !items.containsKey(item)).count();
        RecordFile.count(notes, gaps, "value is not a vote", "values are not votes", "(empty, NA or the like)");
        RecordFile.count(notes, without, "item without a vote was", "items without a vote were", "left out");
        RecordFile.count(notes, repeated, "vote repeats", "votes repeat", "one of the same annotator");
        RecordFile.count(
                notes,
                contradicting,
                "vote contradicts",
                "votes contradict",
                "another one of the same annotator on the same item, of which "
                        + options.repeated().counted());
        RecordFile.count(
                notes, reals, "label was", "labels were", "written as a decimal number, such as 1.0, and read as 1");
    }

    /**
     * Returns all votes.
     *
     * @throws DataException if there are none
     */
    Annotations annotations(String name, LabelFileOptions labelOptions) throws DataException {
        if (items.isEmpty()) {
            throw new DataException(
                    name + ": there are no votes, because "
                            + (gaps == 1 ? "the only label is" : "all " + gaps + " labels are") + " empty or one of "
                            + String.join(", ", labelOptions.gaps())
                            + ". Check the column of the labels (--label-column) and the values that mean that there is none (--gaps).");
        }
        List<String> classNames = ClassNames.sorted(classes);
        Map<String, Integer> numbers = new HashMap<>();
        classNames.forEach(each -> numbers.put(each, numbers.size()));
        List<List<Vote>> all = votes.stream().map(Votes::ofItem).toList();
        int[][] voters = column(all, vote -> vote.annotator);
        int[][] labels = column(all, vote -> numbers.get(vote.label));
        if (options.time().isEmpty()) {
            return new Annotations(
                    List.copyOf(items.keySet()), List.copyOf(annotators.keySet()), classNames, voters, labels);
        }
        List<Vote> arrived = new ArrayList<>();
        all.forEach(arrived::addAll);
        arrived.sort(Comparator.comparingLong((Vote vote) -> vote.time).thenComparingInt(vote -> vote.order));
        for (int rank = 0; rank < arrived.size(); rank++) {
            arrived.get(rank).arrival = rank;
        }
        return new Annotations(
                List.copyOf(items.keySet()),
                List.copyOf(annotators.keySet()),
                classNames,
                voters,
                labels,
                column(all, vote -> vote.arrival));
    }

    private static List<Vote> ofItem(SortedMap<Integer, Vote> own) {
        List<Vote> all = new ArrayList<>();
        for (Vote newest : own.values()) {
            for (Vote vote = newest; vote != null; vote = vote.next) {
                all.add(vote);
            }
        }
        return all;
    }

    private static int[][] column(List<List<Vote>> all, ToIntFunction<Vote> value) {
        return all.stream().map(own -> own.stream().mapToInt(value).toArray()).toArray(int[][]::new);
    }
}
