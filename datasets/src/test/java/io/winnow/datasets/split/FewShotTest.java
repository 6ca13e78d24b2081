package io.winnow.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FewShotTest {
    private static List<String> keys(int size) {
        return IntStream.range(0, size).mapToObj(i -> "item-" + i).toList();
    }

    @Test
    void exactlyKOfEachClass() throws DataException {
        int[] classes = IntStream.range(0, 100)
                .map(i -> i < 70 ? 0 : i < 97 ? 1 : i < 99 ? 2 : -1)
                .toArray();
        FewShot few = FewShot.draw(keys(100), Strata.classes(classes, List.of("a", "b", "c")), 8, 5);
        assertThat(few.counts()).containsExactly(8, 8, 2);
        assertThat(few.available()).containsExactly(70, 27, 2);
        assertThat(few.items()).hasSize(18).isSorted();
        int[] counts = new int[3];
        Arrays.stream(few.items()).forEach(i -> counts[classes[i]]++);
        assertThat(counts).isEqualTo(few.counts());
        assertThat(FewShot.draw(keys(100), Strata.classes(classes, List.of("a", "b", "c")), 8, 6)
                        .items())
                .isNotEqualTo(few.items());
    }

    /** The only example of the rarest label has both other labels; each of them needs one example only. */
    @Test
    void anExampleCountsForAllItsLabels() throws DataException {
        Strata labels = new Strata(new int[][] {{0}, {0, 1}, {1}, {0, 1, 2}, {0}}, List.of("a", "b", "c"));
        assertThat(FewShot.draw(keys(5), labels, 1, 0).items()).containsExactly(3);
        FewShot two = FewShot.draw(keys(5), labels, 2, 0);
        // b takes its turn before a, and one more example of it may complete a as well
        assertThat(two.counts()[1]).isEqualTo(2);
        assertThat(two.counts()[0]).isEqualTo(2);
        assertThat(two.counts()[2]).isEqualTo(1);
    }

    @Test
    void labelsHaveKExamplesOrAllOfThemInAnyOrderOfRows() throws DataException {
        CounterRandom random = CounterRandom.of(2);
        int size = 300;
        int[][] sets = IntStream.range(0, size)
                .mapToObj(i -> IntStream.range(0, 12)
                        .filter(label -> random.nextBoolean(0.3 / (1 + label)))
                        .toArray())
                .toArray(int[][]::new);
        List<String> names = IntStream.range(0, 12).mapToObj(Integer::toString).toList();
        FewShot few = FewShot.draw(keys(size), new Strata(sets, names), 6, 1);
        int[] counts = new int[12];
        Arrays.stream(few.items()).flatMap(i -> Arrays.stream(sets[i])).forEach(label -> counts[label]++);
        assertThat(few.counts()).isEqualTo(counts);
        for (int label = 0; label < 12; label++) {
            assertThat(counts[label]).isGreaterThanOrEqualTo(Math.min(6, few.available()[label]));
        }
        // the last label in turn, the most frequent, is completed only
        assertThat(few.items().length).isLessThan(12 * 6);

        int[] rows = Permutation.of(size, 3);
        FewShot shuffled = FewShot.draw(
                Arrays.stream(rows).mapToObj(keys(size)::get).toList(),
                new Strata(
                        Arrays.stream(rows)
                                .mapToObj(i -> Arrays.stream(sets[i])
                                        .map(label -> 11 - label)
                                        .toArray())
                                .toArray(int[][]::new),
                        names),
                6,
                1);
        assertThat(Arrays.stream(shuffled.items()).map(i -> rows[i]).sorted().toArray())
                .isEqualTo(few.items());
    }

    @Test
    void rejectsNone() {
        assertThatThrownBy(() -> FewShot.draw(keys(2), Strata.none(2), 0, 0)).hasMessageContaining("found 0");
    }
}
