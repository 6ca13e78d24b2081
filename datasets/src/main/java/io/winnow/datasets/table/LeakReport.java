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
 * What the training and test pairs of a split have in common, and which pairs of the data set contradict or repeat each other.
 *
 * @param trainPairs number of training pairs
 * @param testPairs number of test pairs
 * @param sharedQueries number of queries with pairs on both sides
 * @param sharedTables number of tables with pairs on both sides
 * @param sharedContents number of distinct table contents (caption, headers and rows) with pairs on both sides, whatever the tables' ids
 * @param trainPairsTouchingTest number of training pairs of which at least one table occurs in a test pair
 * @param testPairsTouchingTrain number of test pairs of which at least one table occurs in a training pair
 * @param testPairsInTrain number of test pairs of which both tables occur in training pairs
 * @param repeatedInTrain number of test pairs that are also training pairs, in the same order
 * @param reversedInTrain number of test pairs that are also training pairs with query and candidate exchanged
 * @param conflictsWithTrain number of test pairs that are also training pairs in either order, but with the other judgement (similar or
 *     not)
 * @param twins groups of two pairs of the data set that consist of the same two tables
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
     * Two pairs that consist of the same two tables.
     *
     * @param first index of the pair that is stored first
     * @param second index of the other pair
     * @param reversed whether query and candidate are exchanged
     * @param scoresDiffer whether the pairs have different grades
     * @param judgementsDiffer whether one pair is judged similar and the other is not
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

    /** Whether the training pairs contain no table, and no content of a table, of the test pairs. */
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
