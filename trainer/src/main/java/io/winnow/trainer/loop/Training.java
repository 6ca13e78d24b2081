package io.winnow.trainer.loop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The items that a classifier is fitted to: those with a label that are not for testing.
 *
 * @param rows their rows, ascending
 * @param classes class of each
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
record Training(int[] rows, int[] classes) {
    static Training of(LabelState state, ItemTable items, Set<String> test) {
        List<Map.Entry<Integer, Integer>> own = new ArrayList<>();
        state.labels().entrySet().stream()
                .filter(entry -> !test.contains(items.get(entry.getKey()).id()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(own::add);
        return new Training(
                own.stream().mapToInt(Map.Entry::getKey).toArray(),
                own.stream().mapToInt(Map.Entry::getValue).toArray());
    }

    int size() {
        return rows.length;
    }

    /** Whether a classifier can be fitted: there are labels of at least two classes. */
    boolean isEnough() {
        return Arrays.stream(classes).distinct().count() > 1;
    }
}
