package io.winnow.datasets.split;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Groups of items that belong together, such as the images of one patient: if one item of a group is in the training data, another one in
 * the test data is no longer new.
 *
 * @param of group of each item (N); groups are numbered from 0 in the order of their first items
 * @param count number of groups
 */
@SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
public record Groups(int[] of, int count) {
    /** Each item is a group of its own. */
    public static Groups single(int size) {
        return new Groups(IntStream.range(0, size).toArray(), size);
    }

    /**
     * Returns the connected components of items that share a value of any column: two eyes of one patient are one group, and so are two
     * cases that share an image. The same value in two different columns connects nothing.
     *
     * @param size number of items (N)
     * @param columns values of each group column (N each); null where an item has no value, which connects it with no other item
     */
    public static Groups of(int size, String[]... columns) {
        DisjointSets sets = new DisjointSets(size);
        for (String[] column : columns) {
            if (column.length != size) {
                throw new IllegalArgumentException("A group column must have one value for each of " + size
                        + " items, found " + column.length + ".");
            }
            Map<String, Integer> first = new HashMap<>();
            for (int i = 0; i < size; i++) {
                Integer before = column[i] == null ? null : first.putIfAbsent(column[i], i);
                if (before != null) {
                    sets.join(before, i);
                }
            }
        }
        return of(size, sets);
    }

    /** Returns larger groups, in which copies of the same content are in one group as well. */
    public Groups joined(Duplicates duplicates) {
        DisjointSets sets = new DisjointSets(of.length);
        for (int[] items : members()) {
            for (int item : items) {
                sets.join(items[0], item);
            }
        }
        for (int[] copies : duplicates.sets()) {
            for (int copy : copies) {
                sets.join(copies[0], copy);
            }
        }
        return of(of.length, sets);
    }

    /** Returns the groups of some items. Two of them are in one group if they are in one of these groups, even if others connect them. */
    public Groups select(int[] items) {
        int[] numbers = new int[count];
        Arrays.fill(numbers, Split.NONE);
        int[] own = new int[items.length];
        int found = 0;
        for (int i = 0; i < items.length; i++) {
            int group = of[items[i]];
            numbers[group] = numbers[group] == Split.NONE ? found++ : numbers[group];
            own[i] = numbers[group];
        }
        return new Groups(own, found);
    }

    /** Returns the number of items of each group. */
    public int[] sizes() {
        int[] sizes = new int[count];
        for (int group : of) {
            sizes[group]++;
        }
        return sizes;
    }

    /** Returns the items of each group, ascending (count, number of items). */
    public int[][] members() {
        int[] sizes = sizes();
        int[][] members = new int[count][];
        for (int i = of.length - 1; i >= 0; i--) {
            int group = of[i];
            members[group] = members[group] == null ? new int[sizes[group]] : members[group];
            members[group][--sizes[group]] = i;
        }
        return members;
    }

    private static Groups of(int size, DisjointSets sets) {
        int[] of = new int[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            int first = sets.find(i);
            of[i] = first == i ? count++ : of[first];
        }
        return new Groups(of, count);
    }
}
