package io.winnow.datasets.split;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Stratification of items with several labels each (Sechidis, Tsoumakas and Vlahavas, "On the stratification of multi-label data", ECML PKDD
 * 2011, algorithm 1): repeatedly, the groups with the rarest label that still waits go, one after another, to the part that lacks most of
 * this label. Rare labels come first since nothing can be repaired later for them.
 */
final class IterativeStratification {
    private IterativeStratification() {}

    static void run(List<Unit> units, int strata, Allocation allocation) {
        int[][] places = places(units, strata);
        for (int rarest = rarest(places, allocation); rarest >= 0; rarest = rarest(places, allocation)) {
            int label = rarest;
            for (int place : places[label]) {
                if (!allocation.isPlaced(place)) {
                    allocation.place(place, units.get(place), part -> allocation.lacks(label, part));
                }
            }
        }
        for (int place = 0; place < units.size(); place++) {
            if (!allocation.isPlaced(place)) { // a group without labels
                allocation.place(place, units.get(place), part -> 0);
            }
        }
    }

    /** Returns the places of the groups that have each label, ascending. */
    static int[][] places(List<Unit> units, int strata) {
        int[] sizes = new int[strata];
        units.forEach(unit -> Arrays.stream(unit.strata()).forEach(label -> sizes[label]++));
        int[][] places = Arrays.stream(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        int[] filled = new int[strata];
        for (int place = 0; place < units.size(); place++) {
            for (int label : units.get(place).strata()) {
                places[label][filled[label]++] = place;
            }
        }
        return places;
    }

    private static int rarest(int[][] places, Allocation allocation) {
        int rarest = -1;
        for (int label = 0; label < places.length; label++) {
            if (allocation.waitingItems(label) > 0 && (rarest < 0 || isRarer(label, rarest, places, allocation))) {
                rarest = label;
            }
        }
        return rarest;
    }

    /** Equally rare labels are compared by the places of their groups, which, unlike the numbers of labels, do not depend on rows. */
    private static boolean isRarer(int label, int than, int[][] places, Allocation allocation) {
        if (allocation.waitingItems(label) != allocation.waitingItems(than)) {
            return allocation.waitingItems(label) < allocation.waitingItems(than);
        }
        return Arrays.compare(waiting(places[label], allocation), waiting(places[than], allocation)) < 0;
    }

    private static int[] waiting(int[] places, Allocation allocation) {
        return IntStream.of(places).filter(place -> !allocation.isPlaced(place)).toArray();
    }
}
