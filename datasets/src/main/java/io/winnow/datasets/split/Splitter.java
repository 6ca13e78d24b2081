package io.winnow.datasets.split;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides items into parts: no group lies in two parts, and the shares of the classes are as equal in all parts as groups allow. Items with
 * at most one class each are allocated greedily in a random order: a group goes to the part that is farthest below its target, counted by
 * class. Items with several classes are stratified iteratively ({@link IterativeStratification}).
 *
 * <p>A class in two groups or more occurs in two parts or more, as far as groups with several classes permit, since a class that is either
 * not learned or not judged is of no use; no part is empty. The random order depends on keys and seed only:
 * the same items give the same split in whatever order they are stored.
 */
public final class Splitter {
    private Splitter() {}

    /**
     * Splits items.
     *
     * @param keys key of each item (N), all different
     * @param groups groups that stay together; {@link Groups#single} to split by item
     * @param strata classes to stratify by; {@link Strata#none} to split without regard to labels
     * @throws DataException if there are fewer groups than parts, or two items have the same key
     */
    public static Split split(List<String> keys, Groups groups, Strata strata, Parts parts, long seed)
            throws DataException {
        int size = keys.size();
        if (groups.of().length != size || strata.of().length != size) {
            throw new IllegalArgumentException("Keys, groups and classes must have one entry per item, found " + size
                    + ", " + groups.of().length + " and " + strata.of().length + ".");
        }
        if (groups.count() < parts.names().size()) {
            throw new DataException("The " + Plural.of(size, "item forms ", "items form ")
                    + Plural.of(groups.count(), "group", "groups") + ", too few for the "
                    + parts.names().size()
                    + " parts of the split (" + String.join(", ", parts.names())
                    + "): a group is never divided. Ask for fewer parts, add data of other groups, or split by item.");
        }
        // items without a class are a class of their own, so that each part receives its share of them
        Strata classes = strata.severalEach() ? strata : withUnknown(strata);
        double smallest = size
                * IntStream.range(0, parts.shares().length)
                        .mapToDouble(p -> parts.shares()[p])
                        .min()
                        .orElseThrow();
        List<Unit> units = Unit.inOrder(keys, groups, classes, smallest, seed);
        Allocation allocation = new Allocation(units, classes.names().size(), parts, seed);
        if (strata.severalEach()) {
            IterativeStratification.run(units, classes.names().size(), allocation);
        } else {
            for (int place = 0; place < units.size(); place++) {
                Unit unit = units.get(place);
                allocation.place(place, unit, part -> allocation.lacks(unit, part));
            }
        }
        int[] byGroup = new int[groups.count()];
        for (int place = 0; place < units.size(); place++) {
            byGroup[units.get(place).group()] = allocation.parts()[place];
        }
        return new Split(
                parts.names(),
                IntStream.range(0, size).map(i -> byGroup[groups.of()[i]]).toArray());
    }

    private static Strata withUnknown(Strata strata) {
        List<String> names = new ArrayList<>(strata.names());
        names.add("");
        int[] unknown = {strata.names().size()};
        int[][] of = new int[strata.of().length][];
        for (int i = 0; i < of.length; i++) {
            of[i] = strata.of()[i].length == 0 ? unknown : strata.of()[i];
        }
        return new Strata(of, names);
    }
}
