package io.winnow.datasets.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairSplitTest {
    private static TablePair pair(String a, String b, boolean similar, int fold) {
        return new TablePair(a, b, similar ? 1 : 0, similar, fold);
    }

    /** Tables called twin-.. have equal contents. */
    private static GradedPairs set(List<TablePair> pairs) {
        Map<String, Table> tables = new LinkedHashMap<>();
        for (TablePair pair : pairs) {
            for (String id : List.of(pair.a(), pair.b())) {
                String says = id.startsWith("twin-") ? "twin" : id;
                tables.put(id, new Table(id, says, List.of(), List.of(List.of(says))));
            }
        }
        return new GradedPairs("some", tables, pairs, new SimilarityScale(0, 1));
    }

    /** Ten queries with three pairs each. */
    private static GradedPairs queries() {
        List<TablePair> pairs = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            pairs.add(pair("q" + i % 10, "c" + i, i % 2 == 0, 0));
        }
        return set(pairs);
    }

    @Test
    void leaksAreCounted() {
        GradedPairs set = set(List.of(
                pair("a", "b", true, 0),
                pair("b", "a", false, 1), // reversed, with the other judgement
                pair("a", "c", true, 1), // its query is also a training query
                pair("a", "b", true, 1), // repeats the first pair
                pair("twin-1", "d", true, 0),
                pair("e", "twin-2", false, 1), // has the content of a training table
                pair("f", "g", true, 0)));
        PairSplit split = PairSplit.fold(set, 1);
        assertThat(split.test()).containsExactly(1, 2, 3, 5);
        LeakReport leaks = LeakReport.of(set, split);
        assertThat(leaks)
                .isEqualTo(new LeakReport(
                        3,
                        4,
                        1,
                        2,
                        3,
                        1,
                        3,
                        2,
                        1,
                        1,
                        1,
                        List.of(
                                new LeakReport.Twins(0, 1, true, true, true),
                                new LeakReport.Twins(0, 3, false, false, false))));
        PairSplit strict = split.strict(set);
        assertThat(strict.train()).containsExactly(4, 6);
        assertThat(LeakReport.of(set, strict).sharedTables()).isZero();
        // strict splits compare ids; the twin is found by the report only
        assertThat(LeakReport.of(set, strict).isClean()).isFalse();
    }

    @Test
    void randomSplitsHaveTheRequestedSizeAndAreReproducible() {
        GradedPairs set = queries();
        PairSplit split = PairSplit.random(set, 0.25, 7);
        assertThat(split.test())
                .hasSize(8)
                .isSorted()
                .isEqualTo(PairSplit.random(set, 0.25, 7).test());
        assertThat(split.test()).isNotEqualTo(PairSplit.random(set, 0.25, 8).test());
        assertThat(IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.test()))
                        .sorted())
                .containsExactlyElementsOf(IntStream.range(0, 30).boxed().toList());
        assertThatThrownBy(() -> PairSplit.random(set, 1, 7)).hasMessageContaining("above 0 and below 1");
    }

    @Test
    void validationByPairsOrByQueries() {
        GradedPairs set = queries();
        PairSplit split = PairSplit.random(set, 0.2, 1);
        PairSplit byPairs = split.holdOutPairs(0.25, 2);
        assertThat(boxed(byPairs.test())).hasSize(6).isSubsetOf(boxed(split.train()));
        assertThat(boxed(byPairs.train())).hasSize(18).doesNotContainAnyElementsOf(boxed(byPairs.test()));
        PairSplit byQueries = split.holdOutQueries(set, 0.3, 2);
        assertThat(byQueries.train().length + byQueries.test().length).isEqualTo(24);
        LeakReport leaks = LeakReport.of(set, byQueries);
        assertThat(leaks.sharedQueries()).isZero();
        assertThat(leaks.testPairs()).isPositive();
    }

    private static List<Integer> boxed(int[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    @Test
    void newFoldsShareNoQuery() {
        GradedPairs set = PairSplit.assignFolds(queries(), 4, 3);
        assertThat(set.foldCount()).isEqualTo(4);
        for (int fold = 0; fold < 4; fold++) {
            PairSplit split = PairSplit.fold(set, fold);
            assertThat(split.test().length).isIn(6, 9);
            assertThat(LeakReport.of(set, split).sharedQueries()).isZero();
        }
        assertThatThrownBy(() -> PairSplit.assignFolds(queries(), 11, 3)).hasMessageContaining("10 queries");
    }
}
