package io.winnow.datasets.inspect;

import io.winnow.datasets.label.ClassNames;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.split.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The classes of a label, or the levels of an ordered scale.
 *
 * @param classes the classes in the order of their numbers
 * @param onlyIn the parts that have items of classes of which another part has none: the part {@code train} compared with each other part,
 *     and the other way round; only pairs of parts with such classes
 * @param withoutItems classes without an item, such as classes that only a label file names
 * @param alike groups of names that differ only in case or blanks
 */
public record ClassReport(
        List<ClassItems> classes, List<OnlyIn> onlyIn, List<String> withoutItems, List<List<String>> alike) {
    /** The part that is learned from. */
    private static final String TRAIN = "train";

    public ClassReport {
        classes = List.copyOf(classes);
        onlyIn = List.copyOf(onlyIn);
        withoutItems = List.copyOf(withoutItems);
        alike = List.copyOf(alike);
    }

    /**
     * The items of a class.
     *
     * @param items number of the items; an item counts as {@link Labels#counts} says, with its share if the label is a distribution
     * @param parts number of the items in each part; empty if the data are not divided
     */
    public record ClassItems(String name, double items, Map<String, Double> parts) {
        public ClassItems {
            parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        }
    }

    /** Classes with items in the part {@code part} and without any in the part {@code absentFrom}. */
    public record OnlyIn(String part, String absentFrom, List<String> classes) {
        public OnlyIn {
            classes = List.copyOf(classes);
        }
    }

    /**
     * Counts the items of each class.
     *
     * @param split division of the items into parts; empty if they are not divided
     */
    public static ClassReport of(Labels labels, Optional<Split> split) {
        List<String> names = labels.classNames();
        double[] counts = labels.counts();
        Map<String, double[]> parts = new LinkedHashMap<>();
        split.ifPresent(division -> division.parts()
                .forEach(part ->
                        parts.put(part, labels.select(division.items(part)).counts())));
        List<ClassItems> classes = new ArrayList<>();
        for (int k = 0; k < counts.length; k++) {
            int number = k;
            Map<String, Double> ofParts = new LinkedHashMap<>();
            parts.forEach((part, own) -> ofParts.put(part, own[number]));
            classes.add(new ClassItems(names.get(k), counts[k], ofParts));
        }
        List<String> without = classes.stream()
                .filter(each -> each.items() == 0)
                .map(ClassItems::name)
                .toList();
        return new ClassReport(classes, onlyIn(names, parts), without, ClassNames.alike(names));
    }

    private static List<OnlyIn> onlyIn(List<String> names, Map<String, double[]> parts) {
        List<OnlyIn> found = new ArrayList<>();
        double[] train = parts.get(TRAIN);
        if (train == null) {
            return found;
        }
        parts.forEach((part, counts) -> {
            add(found, new OnlyIn(TRAIN, part, difference(names, train, counts)));
            add(found, new OnlyIn(part, TRAIN, difference(names, counts, train)));
        });
        return found;
    }

    private static void add(List<OnlyIn> found, OnlyIn each) {
        if (!each.classes().isEmpty()) {
            found.add(each);
        }
    }

    private static List<String> difference(List<String> names, double[] in, double[] notIn) {
        return IntStream.range(0, in.length)
                .filter(k -> in[k] > 0 && notIn[k] == 0)
                .mapToObj(names::get)
                .toList();
    }
}
