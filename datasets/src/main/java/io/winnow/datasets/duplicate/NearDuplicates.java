package io.winnow.datasets.duplicate;

import io.winnow.datasets.split.Duplicates;
import java.util.List;

/**
 * Items that are copies of each other or nearly so.
 *
 * @param copies items with exactly the same content
 * @param threshold smallest similarity of a pair of near duplicates
 * @param pairs pairs whose similarity is at least the threshold, most similar first. Of items with the same content, only the first one is
 *     compared with others, so that none of these pairs is an exact copy
 * @param below the pairs just below the threshold, at most three, most similar first: they show whether the threshold suits the data
 * @param complete whether these are all pairs. If a data set has more than a million of them, further ones are only compared if they may
 *     join two groups, or if an item that is not learned from has no pair with one that is: groups, and whether an item leaked, are
 *     always known
 * @param groups the connected components of copies and near duplicates: their items ascending, in the order of their first items; only
 *     those of at least two items
 */
public record NearDuplicates(
        Duplicates copies,
        double threshold,
        List<SimilarPair> pairs,
        List<SimilarPair> below,
        boolean complete,
        List<int[]> groups) {
    public NearDuplicates {
        pairs = List.copyOf(pairs);
        below = List.copyOf(below);
        groups = List.copyOf(groups);
    }

    /** Returns the number of items that repeat an earlier one, exactly or nearly: how many could be left out. */
    public int repeated() {
        return groups.stream().mapToInt(items -> items.length - 1).sum();
    }

    /** Returns the pairs just above the threshold, at most {@code count}, most similar first. */
    public List<SimilarPair> above(int count) {
        return pairs.subList(Math.max(0, pairs.size() - count), pairs.size());
    }
}
