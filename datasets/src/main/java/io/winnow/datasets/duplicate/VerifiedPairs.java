package io.winnow.datasets.duplicate;

import io.winnow.datasets.split.DisjointSets;
import io.winnow.datasets.split.Duplicates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Verifies candidates one by one and keeps those that are alike. */
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
    private final DisjointSets sets;
    private final List<SimilarPair> pairs = new ArrayList<>();
    /** The least similar of them comes first. */
    private final PriorityQueue<SimilarPair> below = new PriorityQueue<>(MOST_SIMILAR_FIRST.reversed());

    private boolean complete = true;

    VerifiedPairs(int size, PairSimilarity similarity, double threshold) {
        this.size = size;
        this.similarity = similarity;
        this.threshold = threshold;
        this.sets = new DisjointSets(size);
    }

    @Override
    public void add(int one, int other) {
        if (pairs.size() >= MOST_PAIRS && sets.find(one) == sets.find(other)) {
            complete = false;
            return;
        }
        double least =
                below.size() < BELOW ? Double.NEGATIVE_INFINITY : below.peek().similarity();
        SimilarPair pair =
                new SimilarPair(Math.min(one, other), Math.max(one, other), similarity.of(one, other, least));
        if (pair.similarity() >= threshold) {
            sets.join(one, other);
            if (pairs.size() < MOST_PAIRS) {
                pairs.add(pair);
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

    NearDuplicates with(Duplicates copies) {
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
