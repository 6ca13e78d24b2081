package io.winnow.trainer.report;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Labels of two data sets one after the other, whose classes are matched by name. */
final class JoinedLabels {
    private JoinedLabels() {}

    /** Returns the labels of both: classes if both have one class per item, and otherwise sets. */
    static Labels of(Labels first, Labels second) {
        Set<String> union = new LinkedHashSet<>(first.classNames());
        union.addAll(second.classNames());
        List<String> names = new ArrayList<>(union);
        Labels one = renumbered(first, names);
        Labels other = renumbered(second, names);
        if (one instanceof ClassLabels a && other instanceof ClassLabels b) {
            return new ClassLabels(
                    IntStream.concat(Arrays.stream(a.classes()), Arrays.stream(b.classes()))
                            .toArray(),
                    names);
        }
        ClassSets a = sets(one, names);
        ClassSets b = sets(other, names);
        boolean[] closed = Arrays.copyOf(a.closed(), a.size() + b.size());
        System.arraycopy(b.closed(), 0, closed, a.size(), b.size());
        return new ClassSets(joined(a.positives(), b.positives()), joined(a.negatives(), b.negatives()), closed, names);
    }

    private static Labels renumbered(Labels labels, List<String> names) {
        return labels.renumber(
                labels.classNames().stream().mapToInt(names::indexOf).toArray(), names);
    }

    private static ClassSets sets(Labels labels, List<String> names) {
        if (labels instanceof ClassSets sets) {
            return sets;
        }
        boolean[] closed = new boolean[labels.size()];
        int[][] positives = new int[labels.size()][];
        for (int i = 0; i < positives.length; i++) {
            positives[i] = GivenLabel.classes(labels, i);
            closed[i] = labels.known(i);
        }
        return new ClassSets(positives, new int[positives.length][0], closed, names);
    }

    private static int[][] joined(int[][] one, int[][] other) {
        return Stream.concat(Arrays.stream(one), Arrays.stream(other)).toArray(int[][]::new);
    }
}
