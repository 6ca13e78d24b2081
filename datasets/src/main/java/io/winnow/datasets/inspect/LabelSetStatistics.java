package io.winnow.datasets.inspect;

import io.winnow.datasets.label.ClassSets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Counts of labels where an example has any number of classes, and of each class it is known that it has it, known that it has it not, or
 * not known.
 *
 * @param examples number of examples
 * @param cardinality mean number of positive classes per example
 * @param density cardinality divided by the number of classes
 * @param distinctSets number of different sets of positive classes
 * @param withoutPositive number of examples without a positive class
 * @param unlabelled examples of which nothing is known, ascending
 * @param classes counts of each class
 * @param commonestPairs the pairs of classes that most examples have both of, at most ten, the commonest first
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record LabelSetStatistics(
        int examples,
        double cardinality,
        double density,
        int distinctSets,
        int withoutPositive,
        int[] unlabelled,
        List<ClassCounts> classes,
        List<ClassPair> commonestPairs) {
    private static final int SHOWN_PAIRS = 10;

    public LabelSetStatistics {
        classes = List.copyOf(classes);
        commonestPairs = List.copyOf(commonestPairs);
    }

    /** Numbers of examples that have a class, that do not have it, and of which it is not known. */
    public record ClassCounts(String name, int positives, int negatives, int unknown) {}

    /** Number of examples that have two classes. */
    public record ClassPair(String one, String other, int examples) {}

    /** Counts labels of all examples. */
    public static LabelSetStatistics of(ClassSets labels) {
        int[][] positives = labels.positives();
        List<String> classNames = labels.classNames();
        int[] negatives = new int[classNames.size()];
        int closed = 0;
        for (int i = 0; i < labels.size(); i++) {
            if (labels.closed()[i]) {
                closed++;
                Arrays.stream(positives[i]).forEach(c -> negatives[c]--);
            } else {
                Arrays.stream(labels.negatives()[i]).forEach(c -> negatives[c]++);
            }
        }
        for (int c = 0; c < negatives.length; c++) {
            negatives[c] += closed;
        }
        int[] unlabelled =
                IntStream.range(0, labels.size()).filter(i -> !labels.known(i)).toArray();
        int[] counts = new int[classNames.size()];
        Arrays.stream(positives).flatMapToInt(Arrays::stream).forEach(c -> counts[c]++);
        List<ClassCounts> classes = new ArrayList<>();
        for (int c = 0; c < counts.length; c++) {
            classes.add(new ClassCounts(
                    classNames.get(c), counts[c], negatives[c], positives.length - counts[c] - negatives[c]));
        }
        double cardinality =
                positives.length == 0 ? 0 : (double) IntStream.of(counts).sum() / positives.length;
        return new LabelSetStatistics(
                positives.length,
                cardinality,
                counts.length == 0 ? 0 : cardinality / counts.length,
                (int) Arrays.stream(positives)
                        .map(each -> IntStream.of(each).sorted().boxed().toList())
                        .distinct()
                        .count(),
                (int) Arrays.stream(positives).filter(each -> each.length == 0).count(),
                unlabelled,
                classes,
                commonestPairs(positives, classNames));
    }

    /** Equally common pairs are in the order of their class numbers. */
    private static List<ClassPair> commonestPairs(int[][] positives, List<String> classNames) {
        Map<Long, Integer> counts = new HashMap<>();
        long classes = classNames.size();
        for (int[] own : positives) {
            for (int one : own) {
                for (int other : own) {
                    if (one < other) {
                        counts.merge(one * classes + other, 1, Integer::sum);
                    }
                }
            }
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Long, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN_PAIRS)
                .map(pair -> new ClassPair(
                        classNames.get((int) (pair.getKey() / classes)),
                        classNames.get((int) (pair.getKey() % classes)),
                        pair.getValue()))
                .toList();
    }
}
