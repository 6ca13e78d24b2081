package io.winnow.datasets.inspect;

import io.winnow.datasets.split.Duplicates;
import io.winnow.datasets.split.Groups;
import io.winnow.datasets.split.Leaks;
import io.winnow.datasets.split.Split;
import java.util.ArrayList;
import java.util.List;

/**
 * What two parts of the data have in common. Scores on one part are too high if a model was trained on the other.
 *
 * @param one name of a part
 * @param other name of a later part
 * @param otherItems number of items of the other part
 * @param contents number of contents with items in both parts
 * @param otherItemsWithCopies number of items of the other part that are copies of items of the one part
 * @param copies examples of these contents, at most five
 * @param groups number of groups with items in both parts
 * @param otherItemsWithMates number of items of the other part that have an item of their group in the one part
 * @param mates examples of these groups, at most five
 */
public record Overlap(
        String one,
        String other,
        int otherItems,
        int contents,
        int otherItemsWithCopies,
        List<ItemSet> copies,
        int groups,
        int otherItemsWithMates,
        List<ItemSet> mates) {
    public Overlap {
        copies = List.copyOf(copies);
        mates = List.copyOf(mates);
    }

    /** Returns the overlaps of all pairs of parts that have something in common. */
    static List<Overlap> of(Split split, Groups groups, Duplicates duplicates, List<String> keys) {
        List<Overlap> overlaps = new ArrayList<>();
        List<String> parts = split.parts();
        for (int p = 0; p < parts.size(); p++) {
            for (String other : parts.subList(p + 1, parts.size())) {
                Leaks leaks = Leaks.of(split, parts.get(p), other, groups, duplicates);
                if (!leaks.isClean()) {
                    overlaps.add(of(leaks, keys));
                }
            }
        }
        return overlaps;
    }

    private static Overlap of(Leaks leaks, List<String> keys) {
        return new Overlap(
                leaks.train(),
                leaks.test(),
                leaks.testItems(),
                leaks.copies().size(),
                leaks.testItemsWithCopies(),
                ItemSet.first(leaks.copies(), keys),
                leaks.groups().size(),
                leaks.testItemsWithMates(),
                ItemSet.first(leaks.groups(), keys));
    }
}
