package io.winnow.trainer.report;

import io.winnow.datasets.duplicate.NearDuplicates;
import io.winnow.datasets.duplicate.SimilarPair;
import io.winnow.datasets.split.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Items of a part that are in the training part as well, exactly or nearly. Only direct pairs count: items that are merely connected by a
 * chain of near duplicates may differ.
 *
 * @param exact pairs of such an item and a training item with the same content, one pair for each item, ascending
 * @param near pairs of further items and a near duplicate, one for each, most similar first: the most similar one if all pairs are listed
 */
public record Leaked(List<SimilarPair> exact, List<SimilarPair> near) {
    /**
     * Finds the items of a part.
     *
     * @param split part of each item
     * @param part name of the part
     * @return pairs whose {@code one} is the training item
     */
    public static Leaked of(NearDuplicates found, Split split, String part) {
        Map<Integer, int[]> copies = new HashMap<>();
        Map<Integer, SimilarPair> exact = new HashMap<>();
        List<SimilarPair> exactPairs = new ArrayList<>();
        for (int[] set : found.copies().sets()) {
            copies.put(set[0], set);
            int train = first(split, set, ReportData.TRAIN);
            for (int item : set) {
                if (train >= 0 && in(split, item, part)) {
                    SimilarPair pair = new SimilarPair(train, item, 1);
                    exact.put(item, pair);
                    exactPairs.add(pair);
                }
            }
        }
        Map<Integer, SimilarPair> near = new HashMap<>();
        List<SimilarPair> nearPairs = new ArrayList<>();
        for (SimilarPair pair : found.pairs()) {
            int[] one = copies.getOrDefault(pair.one(), new int[] {pair.one()});
            int[] other = copies.getOrDefault(pair.other(), new int[] {pair.other()});
            add(split, one, other, part, pair.similarity(), exact, near, nearPairs);
            add(split, other, one, part, pair.similarity(), exact, near, nearPairs);
        }
        return new Leaked(exactPairs, nearPairs);
    }

    private static void add(
            Split split,
            int[] learned,
            int[] judged,
            String part,
            double similarity,
            Map<Integer, SimilarPair> exact,
            Map<Integer, SimilarPair> near,
            List<SimilarPair> pairs) {
        int train = first(split, learned, ReportData.TRAIN);
        for (int item : judged) {
            if (train >= 0 && in(split, item, part) && !exact.containsKey(item) && !near.containsKey(item)) {
                SimilarPair pair = new SimilarPair(train, item, similarity);
                near.put(item, pair);
                pairs.add(pair);
            }
        }
    }

    private static int first(Split split, int[] items, String part) {
        for (int item : items) {
            if (in(split, item, part)) {
                return item;
            }
        }
        return -1;
    }

    private static boolean in(Split split, int item, String part) {
        int number = split.of()[item];
        return number != Split.NONE && split.parts().get(number).equals(part);
    }

    /** Returns the items that leaked, those of both kinds. */
    List<Integer> items() {
        List<Integer> items = new ArrayList<>();
        exact.forEach(pair -> items.add(pair.other()));
        near.forEach(pair -> items.add(pair.other()));
        return items;
    }
}
