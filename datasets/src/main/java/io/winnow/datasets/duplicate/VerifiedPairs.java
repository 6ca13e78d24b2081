package io.winnow.datasets.duplicate;

import io.winnow.datasets.split.DisjointSets;
import io.winnow.datasets.split.Duplicates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;

/**
 * Verifies candidates one by one and keeps those that are alike. Memory and time are limited by the number of pairs that are kept, but not
 * at the cost of leaks: an item that would be left without a pair with a training item gets one beyond that limit.
 */
final class VerifiedPairs implements CandidatePairs {
    private static final int MOST_PAIRS = 1_000_000;
    private static final int BELOW = 3;
    private static final Comparator<SimilarPair> MOST_SIMILAR_FIRST = Comparator.comparingDouble(
                    SimilarPair::similarity)
            .reversed()
            .thenComparingInt(SimilarPair::one)
            .thenComparingInt(SimilarPair::other);

    private final PairSimilarity similarity;
    private final double threshold;
    private final int size;
    private final Duplicates copies;
    /** Whether each item, or a copy of it, is learned from (N). */
    private final boolean[] learned;
    /** Whether each item that is not learned from has a pair with one that is (N). */
    private final boolean[] leaked;

    private final DisjointSets sets;
    private final List<SimilarPair> pairs = new ArrayList<>();
    /** The least similar of them comes first. */
    private final PriorityQueue<SimilarPair> below = new PriorityQueue<>(MOST_SIMILAR_FIRST.reversed());

    private boolean complete = true;

    /** @param train whether an item is learned from */
    VerifiedPairs(int size, Duplicates copies, IntPredicate train, PairSimilarity similarity, double threshold) {
        this.size = size;
        this.copies = copies;
        learned = new boolean[size];
        leaked = new boolean[size];
        for (int i = 0; i < size; i++) {
            learned[i] = train.test(i);
        }
        for (int[] items : copies.sets()) {
            if (Arrays.stream(items).anyMatch(train)) {
                Arrays.stream(items).forEach(item -> learned[item] = true);
            }
        }
        this.similarity = similarity;
        this.threshold = threshold;
        this.sets = new DisjointSets(size);
    }

    @Override
    public void add(int one, int other) {
        boolean listed = pairs.size() < MOST_PAIRS || isNewLeak(one, other);
        if (!listed && sets.find(one) == sets.find(other)) {
            complete = false;
            return;
        }
        double least =
                below.size() < BELOW ? Double.NEGATIVE_INFINITY : below.peek().similarity();
        SimilarPair pair =
                new SimilarPair(Math.min(one, other), Math.max(one, other), similarity.of(one, other, least));
        if (pair.similarity() >= threshold) {
            sets.join(one, other);
            if (listed) {
                pairs.add(pair);
                if (learned[one] != learned[other]) {
                    leaked[learned[one] ? other : one] = true;
                }
            } else {
                complete = false;
            }
        } else if (below.size() < BELOW) {
            below.add(pair);
        } else if (MOST_SIMILAR_FIRST.compare(pair, below.peek()) < 0) {
            below.poll();
            below.add(pair);
        }
    }

    private boolean isNewLeak(int one, int other) {
        return learned[one] != learned[other] && !leaked[learned[one] ? other : one];
    }

    NearDuplicates found() {
        for (int[] items : copies.sets()) {
            for (int item : items) {
                sets.join(items[0], item);
            }
        }
        pairs.sort(MOST_SIMILAR_FIRST);
        List<SimilarPair> nearest = new ArrayList<>(below);
        nearest.sort(MOST_SIMILAR_FIRST);
        return new NearDuplicates(copies, threshold, pairs, nearest, complete, groups());
    }

    private List<int[]> groups() {
        Map<Integer, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            int first = sets.find(i);
            if (first != i) {
                // The smallest item represents a set, so it comes before all others.
                groups.computeIfAbsent(first, each -> new ArrayList<>(List.of(each)))
                        .add(i);
            }
        }
        List<int[]> sorted = new ArrayList<>();
        groups.values()
                .forEach(items ->
                        sorted.add(items.stream().mapToInt(each -> each).toArray()));
        sorted.sort(Comparator.comparingInt(items -> items[0]));
        return Collections.unmodifiableList(sorted);
    }
}
