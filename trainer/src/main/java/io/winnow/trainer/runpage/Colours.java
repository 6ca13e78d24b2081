package io.winnow.trainer.runpage;

import io.winnow.datasets.label.ClassSets;
import io.winnow.trainer.page.Block;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Chooses colours of points by their labels. */
final class Colours {
    /** More colours could not be told apart. */
    private static final int MOST = 20;

    /** Number of classes of sets by which points can be coloured, each on its own. */
    private static final int CLASSES = 12;

    private static final int PARTS = 5;
    private static final String OTHER = "other labels";

    private Colours() {}

    /**
     * Gives each label a colour; if there are more than 20, only the most frequent 19 have their own.
     *
     * @param labels label of each point (N); empty if it is not known
     * @param order names of the classes, in whose order colours are given
     */
    static Block.Colouring of(String name, List<String> labels, List<String> order) {
        Map<String, Long> counts = labels.stream()
                .filter(label -> !label.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Set<String> frequent = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(counts.size() > MOST ? MOST - 1 : MOST)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> names =
                new ArrayList<>(order.stream().filter(frequent::contains).toList());
        frequent.stream().filter(label -> !names.contains(label)).sorted().forEach(names::add);
        int[] numbers = labels.stream()
                .mapToInt(label -> label.isEmpty() ? -1 : names.contains(label) ? names.indexOf(label) : names.size())
                .toArray();
        if (counts.size() > names.size()) {
            names.add(OTHER);
        }
        return new Block.Colouring(name, names, numbers);
    }

    /**
     * Colours points by whether they have a class, for each of the most frequent classes.
     *
     * @param examples the example of each point (N)
     */
    static List<Block.Colouring> ofSets(ClassSets sets, int[] examples) {
        double[] counts = sets.select(examples).counts();
        int[][] states = IntStream.of(examples).mapToObj(sets::states).toArray(int[][]::new);
        return IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -counts[k]))
                .limit(CLASSES)
                .map(k -> new Block.Colouring(
                        "class " + sets.classNames().get(k) + " in the test data",
                        List.of("has the class", "does not have it"),
                        IntStream.range(0, examples.length)
                                .map(i -> states[i][k] == ClassSets.POSITIVE
                                        ? 0
                                        : states[i][k] == ClassSets.NEGATIVE ? 1 : -1)
                                .toArray()))
                .toList();
    }

    /**
     * Colours points by whether a label or prediction is the one that counts as right.
     *
     * @param right the label that counts as right (N); empty if it is not known
     * @param judged the label or prediction of each point (N); empty if there is none
     */
    static Block.Colouring right(String name, List<String> right, List<String> judged) {
        return new Block.Colouring(
                name,
                List.of("right", "wrong"),
                IntStream.range(0, right.size())
                        .map(i -> right.get(i).isEmpty() || judged.get(i).isEmpty()
                                ? -1
                                : right.get(i).equals(judged.get(i)) ? 0 : 1)
                        .toArray());
    }

    /**
     * Colours points by the first of their numbers, in five parts with equally many points.
     *
     * @param labels numbers as texts (N), several between vertical bars; empty if none is known
     */
    static Block.Colouring ofNumbers(String name, List<String> labels) {
        double[] values = labels.stream().mapToDouble(Colours::number).toArray();
        int[] order = IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(values[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int parts = Math.min(PARTS, order.length);
        int[] numbers = IntStream.range(0, values.length).map(i -> -1).toArray();
        List<String> names = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int begin = part * order.length / parts;
            int end = (part + 1) * order.length / parts;
            for (int rank = begin; rank < end; rank++) {
                numbers[order[rank]] = part;
            }
            names.add(Figures.metric("", values[order[begin]]) + " to " + Figures.metric("", values[order[end - 1]]));
        }
        return new Block.Colouring(name, names, numbers);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.split("\\|", 2)[0]);
        } catch (NumberFormatException unknown) {
            return Double.NaN;
        }
    }
}
