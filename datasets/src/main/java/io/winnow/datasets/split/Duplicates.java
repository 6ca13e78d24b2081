package io.winnow.datasets.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Items with exactly the same content.
 *
 * @param sets the items of each content that occurs more than once, ascending, in the order of their first items
 */
public record Duplicates(List<int[]> sets) {
    public Duplicates {
        sets = List.copyOf(sets);
    }

    /**
     * Finds items with equal contents.
     *
     * @param contents what stands for the content of each item: its SHA-256, or a short text itself; null if it is not known
     */
    public static Duplicates of(List<String> contents) {
        Map<String, List<Integer>> byContent = new LinkedHashMap<>();
        for (int i = 0; i < contents.size(); i++) {
            if (contents.get(i) != null) {
                byContent
                        .computeIfAbsent(contents.get(i), each -> new ArrayList<>(1))
                        .add(i);
            }
        }
        return new Duplicates(byContent.values().stream()
                .filter(items -> items.size() > 1)
                .map(items -> items.stream().mapToInt(each -> each).toArray())
                .toList());
    }

    /** Returns the number of items that repeat an earlier one. */
    public int repeated() {
        return sets.stream().mapToInt(copies -> copies.length - 1).sum();
    }

    /**
     * Returns the sets of copies that have different labels, so that at least one of these labels is wrong or incomplete.
     *
     * @param labels label of each item (N), compared by {@link Object#equals}; null if it is not known, which contradicts nothing
     */
    public List<int[]> contradicting(List<?> labels) {
        return sets.stream()
                .filter(copies -> Arrays.stream(copies)
                                .mapToObj(labels::get)
                                .filter(Objects::nonNull)
                                .distinct()
                                .count()
                        > 1)
                .toList();
    }
}
