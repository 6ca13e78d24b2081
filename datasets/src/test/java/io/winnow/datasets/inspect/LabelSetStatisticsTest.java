package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.inspect.LabelSetStatistics.ClassCounts;
import io.winnow.datasets.inspect.LabelSetStatistics.ClassPair;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelSetStatisticsTest {
    private static final List<String> NAMES = List.of("cat", "dog", "bird");

    private static LabelSetStatistics complete(int[][] positives, List<String> names) {
        return LabelSetStatistics.of(new ClassSets(positives, names));
    }

    @Test
    void completeLabels() {
        LabelSetStatistics found = complete(new int[][] {{1, 0}, {0, 1}, {0}, {}, {2, 0, 1}}, NAMES);
        assertThat(found.examples()).isEqualTo(5);
        assertThat(found.cardinality()).isCloseTo(8.0 / 5, within(1e-12));
        assertThat(found.density()).isCloseTo(8.0 / 15, within(1e-12));
        assertThat(found.distinctSets()).isEqualTo(4);
        assertThat(found.withoutPositive()).isEqualTo(1);
        assertThat(found.unlabelled()).isEmpty();
        assertThat(found.classes())
                .containsExactly(
                        new ClassCounts("cat", 4, 1, 0),
                        new ClassCounts("dog", 3, 2, 0),
                        new ClassCounts("bird", 1, 4, 0));
        assertThat(found.commonestPairs())
                .containsExactly(
                        new ClassPair("cat", "dog", 3),
                        new ClassPair("cat", "bird", 1),
                        new ClassPair("dog", "bird", 1));
    }

    @Test
    void partialLabels() {
        LabelSetStatistics found = LabelSetStatistics.of(new ClassSets(
                new int[][] {{1}, {}, {}, {0}}, new int[][] {{0, 2}, {1}, {}, {}}, new boolean[4], NAMES));
        assertThat(found.classes())
                .containsExactly(
                        new ClassCounts("cat", 1, 1, 2),
                        new ClassCounts("dog", 1, 1, 2),
                        new ClassCounts("bird", 0, 1, 3));
        assertThat(found.unlabelled()).containsExactly(2);
        assertThat(found.withoutPositive()).isEqualTo(2);
        assertThat(found.commonestPairs()).isEmpty();
    }

    @Test
    void unlistedClassesOfSomeExamplesAreNegative() {
        LabelSetStatistics found = LabelSetStatistics.of(new ClassSets(
                new int[][] {{1}, {0, 2}, {}}, new int[][] {{0}, {}, {}}, new boolean[] {false, true, true}, NAMES));
        assertThat(found.classes())
                .containsExactly(
                        new ClassCounts("cat", 1, 2, 0),
                        new ClassCounts("dog", 1, 2, 0),
                        new ClassCounts("bird", 1, 1, 1));
        assertThat(found.unlabelled()).isEmpty();
        assertThat(found.withoutPositive()).isEqualTo(1);
    }

    /** Compares with counting every pair of 8 classes, and sorting all of them. */
    @Test
    void theTenCommonestOfManyPairs() {
        CounterRandom random = CounterRandom.of(3);
        int[][] sets = IntStream.range(0, 500)
                .mapToObj(i -> IntStream.range(0, 8)
                        .filter(c -> random.nextBoolean(0.1 + 0.08 * c))
                        .toArray())
                .toArray(int[][]::new);
        List<String> names = IntStream.range(0, 8).mapToObj(Integer::toString).toList();
        List<ClassPair> all = IntStream.range(0, 64)
                .filter(pair -> pair / 8 < pair % 8)
                .mapToObj(pair -> new ClassPair(names.get(pair / 8), names.get(pair % 8), (int) Arrays.stream(sets)
                        .filter(set -> IntStream.of(set).anyMatch(c -> c == pair / 8)
                                && IntStream.of(set).anyMatch(c -> c == pair % 8))
                        .count()))
                .toList();
        assertThat(complete(sets, names).commonestPairs())
                .isEqualTo(all.stream()
                        .sorted((a, b) -> b.examples() - a.examples())
                        .limit(10)
                        .toList());
    }

    @Test
    void noExamples() {
        LabelSetStatistics found = complete(new int[0][], NAMES);
        assertThat(found.cardinality()).isZero();
        assertThat(found.classes()).hasSize(3).allMatch(each -> each.positives() == 0 && each.negatives() == 0);
    }
}
