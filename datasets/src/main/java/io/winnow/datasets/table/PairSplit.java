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
 * The indices of training and test pairs, in stored order. {@link LeakReport} tells what the two have in common.
 *
 * @param train indices of training pairs
 * @param test indices of test pairs
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record PairSplit(int[] train, int[] test) {
    /**
     * Tests on one fold and trains on the others. Training and test pairs share no query if the folds share none; they may share tables.
     *
     * @throws IllegalArgumentException if the fold contains no pair or all pairs
     */
    public static PairSplit fold(GradedPairs set, int fold) {
        PairSplit split = of(set, i -> set.pairs().get(i).fold() == fold);
        if (split.test.length == 0 || split.train.length == 0) {
            throw new IllegalArgumentException("Fold " + fold + " of " + set.name() + " has " + split.test.length
                    + " pairs, and " + split.train.length
                    + " remain for training; both must be above 0. Choose a fold from 0 to "
                    + (set.foldCount() - 1) + ".");
        }
        return split;
    }

    /** Returns the same test pairs, without the training pairs of which at least one table occurs in a test pair. */
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
     * Splits the pairs at random, regardless of their tables. Many publications use this split, although tables leak from training to test.
     *
     * @param share share of the test pairs; their number is rounded to the nearest integer
     */
    public static PairSplit random(GradedPairs set, double share, long seed) {
        int size = set.pairs().size();
        boolean[] tested = drawn(size, share, seed);
        return of(set, i -> tested[i]);
    }

    /**
     * Splits the training pairs for validation; all pairs of a query are on one side.
     *
     * @param share share of the queries to hold out; their number is rounded to the nearest integer
     * @return a split whose test pairs are those held out and whose training pairs are the remaining ones
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
     * Splits the training pairs for validation, regardless of their tables.
     *
     * @param share share of the pairs to hold out; their number is rounded to the nearest integer
     * @return a split whose test pairs are those held out and whose training pairs are the remaining ones
     */
    public PairSplit holdOutPairs(double share, long seed) {
        boolean[] held = drawn(train.length, share, seed);
        int[] place = IntStream.range(0, train.length).toArray();
        return new PairSplit(
                Arrays.stream(place).filter(i -> !held[i]).map(i -> train[i]).toArray(),
                Arrays.stream(place).filter(i -> held[i]).map(i -> train[i]).toArray());
    }

    /** Returns the same data set with new folds, which have nearly equal numbers of queries; all pairs of a query are in one fold. */
    public static GradedPairs assignFolds(GradedPairs set, int folds, long seed) {
        List<List<Integer>> queries = List.copyOf(set.pairsByQuery().values());
        if (folds < 2 || folds > queries.size()) {
            throw new IllegalArgumentException("The " + queries.size() + " queries of " + set.name()
                    + " cannot be divided into " + folds + " folds.");
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
            throw new IllegalArgumentException("A share must be above 0 and below 1, found " + share + ".");
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
