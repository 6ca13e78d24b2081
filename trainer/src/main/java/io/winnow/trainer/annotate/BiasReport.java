package io.winnow.trainer.annotate;

import io.winnow.datasets.inspect.Kappa;
import io.winnow.trainer.evaluate.Proportion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How one annotator errs on groups of items: how often items without a label are given it (false alarms), and how often items with it are
 * not (misses).
 *
 * @param annotator name of the annotator
 * @param groups figures of each group
 * @param falseAlarms differences between groups in the rate of false alarms; empty if no two groups can be compared
 * @param misses the same for misses
 */
public record BiasReport(
        String annotator, List<Group> groups, Optional<GroupGap> falseAlarms, Optional<GroupGap> misses) {
    /** Rates of fewer items say little, and are left out of comparisons. */
    public static final int LEAST = 30;

    /**
     * Figures of a group.
     *
     * @param name name of the group
     * @param items number of items that the annotator labelled and whose right label is known
     * @param falseAlarms share of the items without the label that are given it; null if there are none
     * @param misses share of the items with the label that are not given it; null if there are none
     * @param kappa Cohen's kappa with the right labels; null if it is undefined
     */
    public record Group(String name, int items, Proportion falseAlarms, Proportion misses, Double kappa) {
        /** Returns whether there are enough items for a comparison. */
        public boolean large() {
            return items >= LEAST;
        }
    }

    /**
     * Examines an annotator.
     *
     * @param said whether the annotator gave each item the label (N)
     * @param right whether each item has the label (N)
     * @param names names of the groups (G)
     * @param member whether each item belongs to each group (N, G)
     */
    public static BiasReport of(
            String annotator, boolean[] said, boolean[] right, List<String> names, boolean[][] member, long seed) {
        List<Group> groups = new ArrayList<>();
        for (int g = 0; g < names.size(); g++) {
            int group = g;
            groups.add(group(
                    names.get(g),
                    said,
                    right,
                    IntStream.range(0, said.length)
                            .filter(i -> member[i][group])
                            .toArray()));
        }
        int[] large = IntStream.range(0, groups.size())
                .filter(g -> groups.get(g).large())
                .toArray();
        return new BiasReport(
                annotator,
                groups,
                gap(said, right, false, large, member, seed),
                gap(said, right, true, large, member, seed));
    }

    private static Group group(String name, boolean[] said, boolean[] right, int[] items) {
        double[][] table = new double[2][2];
        for (int i : items) {
            table[right[i] ? 1 : 0][said[i] ? 1 : 0]++;
        }
        return new Group(
                name,
                items.length,
                share(table[0][1], table[0][0]),
                share(table[1][0], table[1][1]),
                items.length == 0 ? null : Kappa.cohen(table, Kappa.Weights.NONE));
    }

    private static Proportion share(double errors, double others) {
        return errors + others == 0 ? null : Proportion.of((int) errors, (int) (errors + others));
    }

    /**
     * Compares the groups by the errors on items whose right label is {@code with} or without. Only these are shuffled, so that each group
     * keeps its number of them.
     */
    private static Optional<GroupGap> gap(
            boolean[] said, boolean[] right, boolean with, int[] groups, boolean[][] member, long seed) {
        int[] items =
                IntStream.range(0, said.length).filter(i -> right[i] == with).toArray();
        if (groups.length == 0 || items.length == 0) {
            return Optional.empty();
        }
        boolean[] wrong = new boolean[items.length];
        boolean[][] own = new boolean[items.length][groups.length];
        for (int i = 0; i < items.length; i++) {
            wrong[i] = said[items[i]] != with;
            for (int g = 0; g < groups.length; g++) {
                own[i][g] = member[items[i]][groups[g]];
            }
        }
        return Optional.of(GroupGap.of(wrong, own, seed));
    }
}
