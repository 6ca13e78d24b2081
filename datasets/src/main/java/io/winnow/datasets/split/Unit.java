package io.winnow.datasets.split;

import io.winnow.datasets.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A group of items as it is allocated to a part.
 *
 * @param group number of the group
 * @param items number of its items
 * @param strata the classes of its items, ascending
 * @param counts number of its items of each of these classes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Unit(int group, int items, int[] strata, int[] counts) {
    /** The number of groups among which larger ones are allocated first. */
    private static final int BLOCK = 100;

    /**
     * Returns the groups in the order in which they are allocated. The order is random, and groups are sorted by falling size within blocks
     * of 100, since a large group upsets the shares less if smaller ones follow. Groups with more items than the smallest part should have
     * come before all others, the largest first. The order depends on the keys and the seed only.
     *
     * @param smallest number of items that the smallest part should have
     * @throws DataException if two items have the same key
     */
    static List<Unit> inOrder(List<String> keys, Groups groups, Strata strata, double smallest, long seed)
            throws DataException {
        int[][] members = groups.members();
        // a group's place is that of the first of its items
        List<Unit> units = Arrays.stream(KeyOrder.of(keys, seed))
                .map(item -> groups.of()[item])
                .distinct()
                .mapToObj(g -> of(g, members[g], strata))
                .toList();
        Comparator<Unit> largestFirst = Comparator.comparingInt(unit -> -unit.items());
        List<Unit> ordered = new ArrayList<>(units.stream()
                .filter(unit -> unit.items() > smallest)
                .sorted(largestFirst)
                .toList());
        List<Unit> others =
                units.stream().filter(unit -> unit.items() <= smallest).toList();
        for (int start = 0; start < others.size(); start += BLOCK) {
            others.subList(start, Math.min(start + BLOCK, others.size())).stream()
                    .sorted(largestFirst)
                    .forEach(ordered::add);
        }
        return ordered;
    }

    private static Unit of(int group, int[] members, Strata strata) {
        int[] all = Arrays.stream(members)
                .flatMap(item -> Arrays.stream(strata.of()[item]))
                .sorted()
                .toArray();
        int[] distinct = Arrays.stream(all).distinct().toArray();
        int[] counts = new int[distinct.length];
        for (int stratum : all) {
            counts[Arrays.binarySearch(distinct, stratum)]++;
        }
        return new Unit(group, members.length, distinct, counts);
    }

    /** Returns the number of items of a class. */
    int count(int stratum) {
        int place = Arrays.binarySearch(strata, stratum);
        return place < 0 ? 0 : counts[place];
    }
}
