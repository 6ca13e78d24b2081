package io.winnow.datasets.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What training and test of a split have in common, and what is wrong with the pairs themselves.
 *
 * @param trainPairs pairs to train on
 * @param testPairs pairs to test on
 * @param sharedQueries queries with pairs on both sides
 * @param sharedTables tables with pairs on both sides
 * @param sharedContents different contents of tables (caption, headers and rows) with pairs on both sides, whatever their ids
 * @param trainPairsTouchingTest training pairs of which either table stands in a test pair
 * @param testPairsTouchingTrain test pairs of which either table stands in a training pair
 * @param testPairsInTrain test pairs of which both tables stand in training pairs
 * @param repeatedInTrain test pairs that stand in training too, in the same order
 * @param reversedInTrain test pairs that stand in training with query and candidate exchanged
 * @param conflictsWithTrain test pairs that stand in training in either order, judged otherwise as similar or not
 * @param twins of all pairs of the set, those two of which are of the same two tables
 */
public record LeakReport(
        int trainPairs,
        int testPairs,
        int sharedQueries,
        int sharedTables,
        int sharedContents,
        int trainPairsTouchingTest,
        int testPairsTouchingTrain,
        int testPairsInTrain,
        int repeatedInTrain,
        int reversedInTrain,
        int conflictsWithTrain,
        List<Twins> twins) {
    /**
     * Two pairs of the same two tables.
     *
     * @param first number of the pair that is stored first
     * @param second number of the other
     * @param reversed whether query and candidate are exchanged
     * @param scoresDiffer whether they are graded differently
     * @param judgementsDiffer whether one is similar and the other is not
     */
    public record Twins(int first, int second, boolean reversed, boolean scoresDiffer, boolean judgementsDiffer) {}

    private record Ends(String a, String b) {
        static Ends of(TablePair pair) {
            return new Ends(pair.a(), pair.b());
        }

        Ends reverse() {
            return new Ends(b, a);
        }

        Ends sorted() {
            return a.compareTo(b) <= 0 ? this : reverse();
        }
    }

    /** True when training says nothing of any test table. */
    public boolean isClean() {
        return sharedTables == 0 && sharedContents == 0;
    }

    public static LeakReport of(GradedPairs set, PairSplit split) {
        List<TablePair> train = select(set, split.train());
        List<TablePair> test = select(set, split.test());
        Set<String> trainTables = tables(train);
        Set<String> testTables = tables(test);
        Map<Ends, Set<Boolean>> known = new HashMap<>();
        train.forEach(pair ->
                known.computeIfAbsent(Ends.of(pair), ends -> new HashSet<>()).add(pair.similar()));
        return new LeakReport(
                train.size(),
                test.size(),
                shared(
                        train.stream().map(TablePair::a).collect(Collectors.toSet()),
                        test.stream().map(TablePair::a).collect(Collectors.toSet())),
                shared(trainTables, testTables),
                shared(contents(set, trainTables), contents(set, testTables)),
                count(train, pair -> testTables.contains(pair.a()) || testTables.contains(pair.b())),
                count(test, pair -> trainTables.contains(pair.a()) || trainTables.contains(pair.b())),
                count(test, pair -> trainTables.contains(pair.a()) && trainTables.contains(pair.b())),
                count(test, pair -> known.containsKey(Ends.of(pair))),
                count(test, pair -> known.containsKey(Ends.of(pair).reverse())),
                count(
                        test,
                        pair -> Stream.of(Ends.of(pair), Ends.of(pair).reverse())
                                .map(known::get)
                                .filter(Objects::nonNull)
                                .anyMatch(judged -> judged.contains(!pair.similar()))),
                twins(set.pairs()));
    }

    private static List<TablePair> select(GradedPairs set, int[] numbers) {
        return Arrays.stream(numbers).mapToObj(set.pairs()::get).toList();
    }

    private static Set<String> tables(List<TablePair> pairs) {
        return pairs.stream().flatMap(pair -> Stream.of(pair.a(), pair.b())).collect(Collectors.toSet());
    }

    private static Set<List<Object>> contents(GradedPairs set, Set<String> ids) {
        return ids.stream()
                .map(set::table)
                .map(table -> List.<Object>of(table.caption(), table.headers(), table.rows()))
                .collect(Collectors.toSet());
    }

    private static <T> int shared(Set<T> one, Set<T> other) {
        return (int) one.stream().filter(other::contains).count();
    }

    private static int count(List<TablePair> pairs, Predicate<TablePair> condition) {
        return (int) pairs.stream().filter(condition).count();
    }

    private static List<Twins> twins(List<TablePair> pairs) {
        Map<Ends, Integer> first = new HashMap<>();
        List<Twins> twins = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            TablePair pair = pairs.get(i);
            Integer earlier = first.putIfAbsent(Ends.of(pair).sorted(), i);
            if (earlier != null) {
                TablePair twin = pairs.get(earlier);
                twins.add(new Twins(
                        earlier,
                        i,
                        !twin.a().equals(pair.a()),
                        twin.score() != pair.score(),
                        twin.similar() != pair.similar()));
            }
        }
        return List.copyOf(twins);
    }
}
