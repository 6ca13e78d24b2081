package io.winnow.datasets.split;

import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Groups on their way to the parts of a split: what each part still lacks, and the rules that hold however the next group is chosen. A group
 * goes to a part that has no item yet if only as many groups wait as there are such parts, and the last group of a class goes to a second part
 * if all others of the class are in one.
 */
final class Allocation {
    /** Shortfalls that differ by less are equal: they are sums in floating point. */
    private static final double ROUNDING = 1e-9;

    private final long seed;
    private final int parts;
    private final int[] part;
    /** Number of items of each class that each part still lacks (classes, parts). */
    private final double[][] lacks;
    /** Number of items that each part still lacks. */
    private final double[] lacksItems;
    /** Whether a part has an item of a class (classes, parts). */
    private final boolean[][] has;

    private final boolean[] hasItems;
    /** The parts from which the next one is chosen. */
    private final boolean[] candidates;
    /** Number of groups that have a class and wait. */
    private final int[] waiting;
    /** Number of items of a class that wait. */
    private final int[] waitingItems;
    /** Number of all items of a class. */
    private final int[] total;

    private int waitingGroups;

    Allocation(List<Unit> units, int strata, Parts wanted, long seed) {
        this.seed = seed;
        parts = wanted.shares().length;
        part = new int[units.size()];
        Arrays.fill(part, Split.NONE);
        has = new boolean[strata][parts];
        hasItems = new boolean[parts];
        candidates = new boolean[parts];
        waiting = new int[strata];
        waitingGroups = units.size();
        total = new int[strata];
        for (Unit unit : units) {
            for (int s = 0; s < unit.strata().length; s++) {
                total[unit.strata()[s]] += unit.counts()[s];
                waiting[unit.strata()[s]]++;
            }
        }
        waitingItems = total.clone();
        double[] shares = wanted.shares();
        lacks = Arrays.stream(total)
                .mapToObj(n -> Arrays.stream(shares).map(share -> share * n).toArray())
                .toArray(double[][]::new);
        int items = units.stream().mapToInt(Unit::items).sum();
        lacksItems = Arrays.stream(shares).map(share -> share * items).toArray();
    }

    boolean isPlaced(int place) {
        return part[place] != Split.NONE;
    }

    /** Returns the part of each group (number of groups), by its place in the order. */
    int[] parts() {
        return part;
    }

    /** Returns the number of items of a class that are not in a part yet. */
    int waitingItems(int stratum) {
        return waitingItems[stratum];
    }

    /** Returns the number of items of a class that a part still lacks; negative if it has too many. */
    double lacks(int stratum, int toPart) {
        return lacks[stratum][toPart];
    }

    /**
     * Returns how far a part is below its target, counted by the classes of a group: the sum over the items of the group of the share of
     * all items of their class that the part still lacks. Choosing the largest is the greedy step towards the smallest chi-square distance
     * between wanted and reached counts.
     */
    double lacks(Unit unit, int toPart) {
        double sum = 0;
        for (int s = 0; s < unit.strata().length; s++) {
            int stratum = unit.strata()[s];
            sum += unit.counts()[s] * lacks[stratum][toPart] / total[stratum];
        }
        return sum;
    }

    /**
     * Puts a group into the part with the largest shortfall. Ties go to the part that lacks most items, and then by the seed.
     *
     * @param place place of the group in the order
     */
    void place(int place, Unit unit, IntToDoubleFunction shortfall) {
        Arrays.fill(candidates, true);
        keepLargest(p -> urgency(unit, p));
        keepLargest(shortfall);
        keepLargest(p -> lacksItems[p]);
        int chosen = drawCandidate(place);
        part[place] = chosen;
        lacksItems[chosen] -= unit.items();
        hasItems[chosen] = true;
        waitingGroups--;
        for (int s = 0; s < unit.strata().length; s++) {
            int stratum = unit.strata()[s];
            lacks[stratum][chosen] -= unit.counts()[s];
            has[stratum][chosen] = true;
            waiting[stratum]--;
            waitingItems[stratum] -= unit.counts()[s];
        }
    }

    /**
     * Returns the number of classes of a group that would otherwise be in one part only, if the group brings them to this part; whether the
     * part would otherwise stay empty counts more than all classes.
     */
    private double urgency(Unit unit, int toPart) {
        int urgency = isUrgent(hasItems, parts, toPart, waitingGroups) ? has.length + 1 : 0;
        for (int stratum : unit.strata()) {
            urgency += isUrgent(has[stratum], 2, toPart, waiting[stratum]) ? 1 : 0;
        }
        return urgency;
    }

    /** Whether a part has nothing, fewer parts than wanted have something, and no more groups wait than such parts are missing. */
    private static boolean isUrgent(boolean[] has, int wantedParts, int toPart, int waiting) {
        int missing = wantedParts;
        for (boolean each : has) {
            missing -= each ? 1 : 0;
        }
        return !has[toPart] && missing > 0 && waiting <= missing;
    }

    private void keepLargest(IntToDoubleFunction value) {
        double most = Double.NEGATIVE_INFINITY;
        for (int p = 0; p < parts; p++) {
            most = candidates[p] ? Math.max(most, value.applyAsDouble(p)) : most;
        }
        for (int p = 0; p < parts; p++) {
            candidates[p] &= value.applyAsDouble(p) >= most - ROUNDING;
        }
    }

    private int drawCandidate(int place) {
        int count = 0;
        for (boolean candidate : candidates) {
            count += candidate ? 1 : 0;
        }
        int drawn = CounterRandom.of(seed, place).nextInt(count);
        int chosen = -1;
        while (drawn >= 0) {
            chosen++;
            drawn -= candidates[chosen] ? 1 : 0;
        }
        return chosen;
    }
}
