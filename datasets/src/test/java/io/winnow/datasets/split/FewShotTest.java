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
        for (int seed = 0; seed < 20; seed++) {
            assertThat(FewShot.draw(keys(5), labels, 1, seed).items()).containsExactly(3);
            // c takes its turn first, then b, whose second example may complete a as well
            FewShot two = FewShot.draw(keys(5), labels, 2, seed);
            assertThat(two.items()).hasSizeBetween(2, 3).contains(3);
            assertThat(two.counts()[0]).isEqualTo(2);
            assertThat(two.counts()[1]).isBetween(2, 3);
        }
    }

    /** All labels are equally frequent, so their turns must not depend on their numbers. */
    @Test
    void equallyFrequentLabelsDoNotDependOnTheirNumbers() throws DataException {
        List<String> names = IntStream.range(0, 12).mapToObj(Integer::toString).toList();
        int[][] sets = IntStream.range(0, 48)
                .mapToObj(i -> new int[] {i % 12, (i + 1 + i / 12) % 12})
                .toArray(int[][]::new);
        int[][] renumbered = Arrays.stream(sets)
                .map(set -> new int[] {11 - set[0], 11 - set[1]})
                .toArray(int[][]::new);
        for (int seed = 0; seed < 10; seed++) {
            assertThat(FewShot.draw(keys(48), new Strata(renumbered, names), 2, seed)
                            .items())
                    .isEqualTo(FewShot.draw(keys(48), new Strata(sets, names), 2, seed)
                            .items());
        }
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
