package io.winnow.datasets.table;

import io.winnow.datasets.random.Permutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Numbers of pairs to train on and to test on, in stored order. {@link LeakReport} tells what the two have in common.
 *
 * @param train numbers into the pairs of a set
 * @param test numbers into the pairs of a set
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record PairSplit(int[] train, int[] test) {
    /**
     * One fold against the others. The two share no query when the folds share none; they may share tables.
     *
     * @throws IllegalArgumentException when the fold has no pair, or all of them
     */
    public static PairSplit fold(GradedPairs set, int fold) {
        PairSplit split = of(set, i -> set.pairs().get(i).fold() == fold);
        if (split.test.length == 0 || split.train.length == 0) {
            throw new IllegalArgumentException("Fold " + fold + " of " + set.name() + " has " + split.test.length
                    + " pairs, and " + split.train.length + " are left to train on; there are the folds 0 to "
                    + (set.foldCount() - 1) + ".");
        }
        return split;
    }

    /** The same test, without the training pairs of which either table stands in any test pair. */
    public PairSplit strict(GradedPairs set) {
        Set<String> seen = new HashSet<>();
        for (int i : test) {
            seen.add(set.pairs().get(i).a());
            seen.add(set.pairs().get(i).b());
        }
        int[] left = Arrays.stream(train)
                .filter(i -> !seen.contains(set.pairs().get(i).a())
                        && !seen.contains(set.pairs().get(i).b()))
                .toArray();
        return new PairSplit(left, test);
    }

    /**
     * Pairs at random, whichever their tables: the split of many publications, which leaks.
     *
     * @param share of the pairs that are tested on, rounded to the nearest number
     */
    public static PairSplit random(GradedPairs set, double share, long seed) {
        int size = set.pairs().size();
        boolean[] tested = drawn(size, share, seed);
        return of(set, i -> tested[i]);
    }

    /**
     * A part of the training pairs, for validation, with all pairs of each query on one side.
     *
     * @param share of the queries, rounded to the nearest number
     * @return train: the rest; test: the part
     */
    public PairSplit holdOutQueries(GradedPairs set, double share, long seed) {
        List<String> queries = new ArrayList<>(new LinkedHashSet<>(
                Arrays.stream(train).mapToObj(i -> set.pairs().get(i).a()).toList()));
        boolean[] held = drawn(queries.size(), share, seed);
        Set<String> names = new HashSet<>();
        IntStream.range(0, held.length).filter(q -> held[q]).forEach(q -> names.add(queries.get(q)));
        return divide(i -> names.contains(set.pairs().get(i).a()));
    }

    /**
     * A part of the training pairs, for validation, whichever their tables.
     *
     * @param share of the pairs, rounded to the nearest number
     * @return train: the rest; test: the part
     */
    public PairSplit holdOutPairs(double share, long seed) {
        boolean[] held = drawn(train.length, share, seed);
        int[] place = IntStream.range(0, train.length).toArray();
        return new PairSplit(
                Arrays.stream(place).filter(i -> !held[i]).map(i -> train[i]).toArray(),
                Arrays.stream(place).filter(i -> held[i]).map(i -> train[i]).toArray());
    }

    /** The same set with new folds, of nearly equal numbers of queries; all pairs of a query are in one. */
    public static GradedPairs assignFolds(GradedPairs set, int folds, long seed) {
        List<List<Integer>> queries = List.copyOf(set.pairsByQuery().values());
        if (folds < 2 || folds > queries.size()) {
            throw new IllegalArgumentException(
                    "The " + queries.size() + " queries of " + set.name() + " do not make " + folds + " folds.");
        }
        List<TablePair> pairs = new ArrayList<>(set.pairs());
        int[] order = Permutation.of(queries.size(), seed);
        for (int q = 0; q < order.length; q++) {
            for (int i : queries.get(order[q])) {
                TablePair pair = pairs.get(i);
                pairs.set(i, new TablePair(pair.a(), pair.b(), pair.score(), pair.similar(), q % folds));
            }
        }
        return new GradedPairs(set.name(), set.tables(), pairs, set.scale());
    }

    private static boolean[] drawn(int size, double share, long seed) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("A share lies between 0 and 1, both excluded, not at " + share + ".");
        }
        boolean[] drawn = new boolean[size];
        Arrays.stream(Permutation.of(size, seed))
                .limit(Math.round(share * size))
                .forEach(i -> drawn[i] = true);
        return drawn;
    }

    private static PairSplit of(GradedPairs set, IntPredicate tested) {
        return new PairSplit(IntStream.range(0, set.pairs().size()).toArray(), new int[0]).divide(tested);
    }

    private PairSplit divide(IntPredicate tested) {
        return new PairSplit(
                Arrays.stream(train).filter(tested.negate()).toArray(),
                Arrays.stream(train).filter(tested).toArray());
    }
}
