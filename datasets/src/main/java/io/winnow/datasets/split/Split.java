package io.winnow.datasets.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A division of items into parts with names.
 *
 * @param parts names of the parts
 * @param of part of each item (N), a number in [0, parts.size()), or {@link #NONE}
 */
@SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
public record Split(List<String> parts, int[] of) {
    /** The number of an item that is in no part. */
    public static final int NONE = -1;

    public Split {
        parts = List.copyOf(parts);
        for (int i = 0; i < of.length; i++) {
            if (of[i] < NONE || of[i] >= parts.size()) {
                throw new IllegalArgumentException(
                        "Item " + i + " is in part " + of[i] + "; there are " + parts.size() + " parts.");
            }
        }
    }

    /**
     * Returns the split that a column gives. The parts are in the order of their first items.
     *
     * @param names name of the part of each item (N); null if an item is in no part
     */
    public static Split given(List<String> names) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        int[] of = new int[names.size()];
        for (int i = 0; i < of.length; i++) {
            of[i] = names.get(i) == null ? NONE : numbers.computeIfAbsent(names.get(i), each -> numbers.size());
        }
        return new Split(new ArrayList<>(numbers.keySet()), of);
    }

    /** Returns the items of a part, ascending. */
    public int[] items(String part) {
        int number = number(part);
        return IntStream.range(0, of.length).filter(i -> of[i] == number).toArray();
    }

    /** Returns the items of all parts but one, ascending, such as the training items of a fold. */
    public int[] itemsOutside(String part) {
        int number = number(part);
        return IntStream.range(0, of.length)
                .filter(i -> of[i] != number && of[i] != NONE)
                .toArray();
    }

    /** Returns the number of items of each part. */
    public int[] sizes() {
        int[] sizes = new int[parts.size()];
        Arrays.stream(of).filter(part -> part != NONE).forEach(part -> sizes[part]++);
        return sizes;
    }

    int number(String part) {
        int number = parts.indexOf(part);
        if (number < 0) {
            throw new IllegalArgumentException("There is no part '" + part + "'; the parts are " + parts + ".");
        }
        return number;
    }
}
