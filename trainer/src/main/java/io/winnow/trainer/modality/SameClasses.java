package io.winnow.trainer.modality;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Renumbers classes, so that each class name has the same number as in the training. */
public final class SameClasses {
    /** Largest number of names in a message, as a data set may have thousands of classes. */
    private static final int SHOWN = 5;

    private SameClasses() {}

    /**
     * Returns the labels of a data set with class numbers as in the training. The data set may lack some of the classes.
     *
     * @param unit noun in the plural for the examples
     * @param names names of the classes in the training, by number
     * @param owner what the names belong to, for error messages
     * @return empty if nothing changes: the numbers are the same, there are no names, or the data set has no labels
     * @throws UserException if an example has a class that the training does not know
     */
    public static Optional<Labels> of(Dataset<?> items, String unit, List<String> names, String owner) {
        return of(items.labels(), items.name(), unit, names, owner);
    }

    /**
     * Returns labels with class numbers as in the training, as {@link #of(Dataset, String, List, String)} does.
     *
     * @param name name of what has the labels, for messages
     */
    public static Optional<Labels> of(Labels labels, String name, String unit, List<String> names, String owner) {
        List<String> own = labels.classNames();
        if (names.isEmpty() || own.isEmpty() || own.equals(names)) {
            return Optional.empty();
        }
        Map<String, Integer> byName = new HashMap<>();
        Set<String> ambiguous = new HashSet<>();
        for (int k = 0; k < names.size(); k++) {
            if (byName.putIfAbsent(names.get(k), k) != null) {
                ambiguous.add(names.get(k));
            }
        }
        boolean[] present = labels.present();
        int[] numbers = new int[own.size()];
        List<String> unknown = new ArrayList<>();
        for (int k = 0; k < numbers.length; k++) {
            Optional<Integer> number = Optional.ofNullable(byName.get(own.get(k)));
            numbers[k] = number.orElse(-1);
            // Published models may have such classes, which concern only data that have them: ImageNet has two cranes.
            if (present[k] && ambiguous.contains(own.get(k))) {
                throw new UserException("Classes are matched by name, but " + owner
                        + " has several classes with the name '" + own.get(k) + "', which " + unit + " of " + name
                        + " have, so that it is not known which of them is meant. Give each class a name of its own, or"
                        + " take these " + unit + " out of " + name + ".");
            }
            if (present[k] && number.isEmpty()) {
                unknown.add(own.get(k));
            }
        }
        if (!unknown.isEmpty()) {
            throw unknown(name, unit, own, unknown, names, owner);
        }
        return Optional.of(labels.renumber(numbers, names));
    }

    /**
     * Training labels as they are read again after a training.
     *
     * @param labels labels with class numbers as in the training; nothing is known of examples whose class it lacks
     * @param added what a message says of the classes that have been added since; empty if there are none
     * @param numbers number in the training of each class by its number in the data, or a negative one if the training lacks it; empty if
     *     the numbers are the same
     */
    public record Again(Labels labels, Optional<String> added, Optional<int[]> numbers) {
        /** Returns true labels of the same data with class numbers as in the training. */
        public TrueLabels truth(TrueLabels own) {
            return numbers.map(own::renumber).orElse(own);
        }

        /** Returns true label sets of the same data with class numbers as in the training. */
        public TrueLabelSets truth(TrueLabelSets own) {
            return numbers.map(own::renumber).orElse(own);
        }
    }

    /**
     * Returns training labels with class numbers as in the training, even if there are more classes now. Labels of one class of each example,
     * and label sets, are known without the classes that have been added; in others, these are an error.
     *
     * @param name name of what has the labels, for messages
     * @param names names of the classes in the training, by number
     * @throws UserException if classes have been added to labels that say more than which classes an example has
     */
    public static Again again(Labels labels, String name, String unit, List<String> names, String owner) {
        List<String> own = labels.classNames();
        double[] counts = labels.counts();
        List<String> added = IntStream.range(0, own.size())
                .filter(k -> counts[k] > 0 && !names.contains(own.get(k)))
                .mapToObj(own::get)
                .toList();
        boolean leavesOut = labels instanceof ClassLabels || labels instanceof ClassSets;
        int[] numbers = own.stream().mapToInt(names::indexOf).toArray();
        if (names.isEmpty() || added.isEmpty() || !leavesOut) {
            Optional<Labels> renumbered = of(labels, name, unit, names, owner);
            return new Again(renumbered.orElse(labels), Optional.empty(), renumbered.map(each -> numbers));
        }
        String classes =
                Plural.of(added.size(), "class", "classes") + " that " + owner + " lacks (" + Shown.of(added) + ")";
        return new Again(
                labels.renumber(numbers, names),
                Optional.of(
                        labels instanceof ClassLabels
                                ? unit + " of " + classes + " are left out"
                                : classes + (added.size() == 1 ? " is" : " are") + " left out of the labels"),
                Optional.of(numbers));
    }

    private static UserException unknown(
            String name, String unit, List<String> own, List<String> unknown, List<String> names, String owner) {
        String near = unknown.stream()
                .limit(SHOWN)
                .flatMap(each -> names.stream()
                        .filter(known -> EditDistance.looksLike(each, known))
                        .findFirst()
                        .map(known -> "'" + each + "' looks like the class '" + known + "' of " + owner
                                + ", but encodes letters differently in Unicode")
                        .or(() -> Names.nearest(each, names)
                                .map(known -> "'" + each + "' is perhaps the class '" + known + "' of " + owner))
                        .stream())
                .collect(Collectors.joining("; "));
        boolean numbered = SameClasses.numbered(own) != SameClasses.numbered(names);
        return new UserException(
                name + " has " + unit + " of " + Plural.of(unknown.size(), "class", "classes") + " that "
                        + owner + " lacks: " + Shown.of(unknown) + ". Classes are matched by name, and " + owner
                        + " has "
                        + Plural.of(names.size(), "class", "classes") + ": " + Shown.of(names) + ". "
                        + (near.isEmpty() ? "" : near + ". ")
                        + (numbered
                                ? "One of the two has numbers instead of class names. For shards, put the same classes.txt into both folders."
                                : "Rename these classes, or take their " + unit + " out of " + name + "."));
    }

    private static boolean numbered(List<String> names) {
        return names.stream().allMatch(name -> name.matches("\\d+"));
    }
}
