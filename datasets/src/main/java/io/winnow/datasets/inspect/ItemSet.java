package io.winnow.datasets.inspect;

import java.util.Arrays;
import java.util.List;

/**
 * Items that have something in common, such as their content.
 *
 * @param items number of the items
 * @param keys keys of the first ones, at most five
 */
public record ItemSet(int items, List<String> keys) {
    private static final int SHOWN = 5;

    public ItemSet {
        keys = List.copyOf(keys);
    }

    /** Returns the first sets, at most five. */
    static List<ItemSet> first(List<int[]> sets, List<String> keys) {
        return sets.stream()
                .limit(SHOWN)
                .map(items -> new ItemSet(
                        items.length,
                        Arrays.stream(items).limit(SHOWN).mapToObj(keys::get).toList()))
                .toList();
    }
}
