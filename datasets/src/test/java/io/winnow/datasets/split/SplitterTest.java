package io.winnow.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.DataException;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitterTest {
    private static final Parts EIGHTY = new Parts(List.of("train", "validation", "test"), new double[] {0.8, 0.1, 0.1});

    private static List<String> keys(int size) {
        return IntStream.range(0, size).mapToObj(i -> "item-" + i).toList();
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "class-" + i).toList();
    }

    /** Sets of labels of which label {@code l} is the rarer, the larger its number; some are empty. */
    private static int[][] sets(int size, int labels, long seed) {
        CounterRandom random = CounterRandom.of(seed);
        int[][] sets = new int[size][];
        for (int i = 0; i < size; i++) {
            sets[i] = IntStream.range(0, labels)
                    .filter(label -> random.nextBoolean(0.5 / (1 + label)))
                    .toArray();
        }
        return sets;
    }

    /** Number of items of each class in each part (classes, parts). */
    private static int[][] counts(Split split, int[][] sets, int classes) {
        int[][] counts = new int[classes][split.parts().size()];
        for (int i = 0; i < sets.length; i++) {
            for (int c : sets[i]) {
                counts[c][split.of()[i]]++;
            }
        }
        return counts;
    }

    /** 1,003 items in shares of .7, .1 and .2 are 702.1, 100.3 and 200.6; the largest remainder is rounded up. */
    @Test
    void partsHaveTheirSharesByLargestRemainder() throws DataException {
        Split split = Splitter.split(keys(1003), Groups.single(1003), Strata.none(1003), Parts.usual(), 3);
        assertThat(split.sizes()).containsExactly(702, 100, 201);
        assertThat(split.parts()).containsExactly("train", "validation", "test");
        assertThat(split.items("validation")).hasSize(100).isSorted();
        assertThat(split.itemsOutside("train")).hasSize(301).doesNotContain(split.items("train"));
    }

    @Test
    void everyClassHasItsSharesInEveryPart() throws DataException {
        int[] sizes = {1000, 333, 57, 10, 3};
        int[] classes = IntStream.range(0, sizes.length)
                .flatMap(c -> IntStream.generate(() -> c).limit(sizes[c]))
                .toArray();
        Strata strata = Strata.classes(classes, names(5));
        Split split = Splitter.split(keys(classes.length), Groups.single(classes.length), strata, EIGHTY, 1);
        int[][] counts = counts(split, strata.of(), 5);
        assertThat(counts[0]).containsExactly(800, 100, 100);
        for (int c = 0; c < 4; c++) {
            for (int p = 0; p < 3; p++) {
                assertThat((double) counts[c][p]).isCloseTo(EIGHTY.shares()[p] * sizes[c], within(0.999));
            }
        }
        // three items would all be nearest to the target of the training part, which is 2.4
        assertThat(counts[4][0]).isEqualTo(2);
    }

    @Test
    void itemsWithoutAClassAreSharedOutAsWell() throws DataException {
        int[] classes =
                IntStream.range(0, 200).map(i -> i % 2 == 0 ? -1 : i % 4 / 2).toArray();
        Split split = Splitter.split(keys(200), Groups.single(200), Strata.classes(classes, names(2)), EIGHTY, 1);
        int[] unknown = new int[3];
        IntStream.range(0, 200).filter(i -> classes[i] < 0).forEach(i -> unknown[split.of()[i]]++);
        assertThat(unknown).containsExactly(80, 10, 10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSplitDependsOnKeysAndSeedOnly(boolean severalEach) throws DataException {
        int size = 400;
        int labels = 6;
        int[][] sets = severalEach
                ? sets(size, labels, 1)
                : IntStream.range(0, size)
                        .mapToObj(i -> i % 9 == 0 ? new int[0] : new int[] {i % 7 % labels})
                        .toArray(int[][]::new);
        String[] groups =
                IntStream.range(0, size).mapToObj(i -> "g" + i * 7 % 90 % 83).toArray(String[]::new);
        Split split = split(keys(size), groups, sets, labels, 4);
        assertThat(split(keys(size), groups, sets, labels, 4).of()).isEqualTo(split.of());
        assertThat(split(keys(size), groups, sets, labels, 5).of()).isNotEqualTo(split.of());

        Set<List<String>> pairs = new HashSet<>();
        IntStream.range(0, size).forEach(i -> pairs.add(List.of(groups[i], Integer.toString(split.of()[i]))));
        assertThat(pairs).hasSize((int) Arrays.stream(groups).distinct().count());

        // other rows, and other numbers of classes
        int[] rows = Permutation.of(size, 77);
        int[] numbers = Permutation.of(labels, 78);
        Split shuffled = split(
                Arrays.stream(rows).mapToObj(keys(size)::get).toList(),
                Arrays.stream(rows).mapToObj(i -> groups[i]).toArray(String[]::new),
                Arrays.stream(rows)
                        .mapToObj(
                                i -> Arrays.stream(sets[i]).map(l -> numbers[l]).toArray())
                        .toArray(int[][]::new),
                labels,
                4);
        for (int i = 0; i < size; i++) {
            assertThat(shuffled.of()[i]).isEqualTo(split.of()[rows[i]]);
        }
    }

    private static Split split(List<String> keys, String[] groups, int[][] sets, int labels, long seed)
            throws DataException {
        return Splitter.split(keys, Groups.of(keys.size(), groups), new Strata(sets, names(labels)), EIGHTY, seed);
    }

    /** 120 patients with 1 to 40 images of three classes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void groupsAreNeverDividedAndSharesAreClose(long seed) throws DataException {
        CounterRandom random = CounterRandom.of(seed);
        int[] patients = IntStream.range(0, 120)
                .flatMap(p -> IntStream.generate(() -> p).limit(1 + random.nextInt(40)))
                .toArray();
        int size = patients.length;
        int[] classes = Arrays.stream(patients)
                .map(p -> random.nextBoolean(0.7) ? p % 3 : random.nextInt(3))
                .toArray();
        Groups groups = Groups.of(
                size, Arrays.stream(patients).mapToObj(Integer::toString).toArray(String[]::new));
        Strata strata = Strata.classes(classes, names(3));
        Split split = Splitter.split(keys(size), groups, strata, EIGHTY, seed);
        Set<List<Integer>> pairs = new HashSet<>();
        IntStream.range(0, size).forEach(i -> pairs.add(List.of(patients[i], split.of()[i])));
        assertThat(pairs).hasSize(120);
        SplitReport report = SplitReport.of(split, EIGHTY, groups, strata);
        for (SplitReport.Part part : report.parts()) {
            assertThat(part.share()).isCloseTo(part.wanted(), within(0.01));
        }
        int[][] counts = counts(split, strata.of(), 3);
        for (int[] own : counts) {
            int total = Arrays.stream(own).sum();
            for (int p = 0; p < 3; p++) {
                assertThat((double) own[p] / total).isCloseTo(EIGHTY.shares()[p], within(0.02));
            }
        }
    }

    /** 40 patients with 1 to 60 images of two common classes and a rare one (3%); bounds are about twice the mean that was found. */
    @Test
    void commonAndRareClassesAreCloseOnAverage() throws DataException {
        int seeds = 40;
        double[] means = new double[3];
        for (int seed = 1; seed <= seeds; seed++) {
            CounterRandom random = CounterRandom.of(seed);
            int[] patients = IntStream.range(0, 40)
                    .flatMap(p -> IntStream.generate(() -> p).limit(1 + (int) (60 * Math.pow(random.nextDouble(), 3))))
                    .toArray();
            int[][] sets = Arrays.stream(patients)
                    .map(p -> random.nextBoolean(0.03) ? 2 : random.nextBoolean(0.8) ? p % 2 : random.nextInt(2))
                    .mapToObj(c -> new int[] {c})
                    .toArray(int[][]::new);
            String[] groups =
                    Arrays.stream(patients).mapToObj(Integer::toString).toArray(String[]::new);
            int[][] counts = counts(split(keys(patients.length), groups, sets, 3, seed), sets, 3);
            for (int c = 0; c < 3; c++) {
                means[c] += deviation(new int[][] {counts[c]}, EIGHTY) / seeds;
            }
        }
        assertThat(means[0]).isLessThan(0.01);
        assertThat(means[1]).isLessThan(0.01);
        assertThat(means[2]).isLessThan(0.11);
    }

    @Test
    void aGroupLargerThanASmallPartIsInTheLargePart() throws DataException {
        String[] groups = IntStream.range(0, 1500)
                .mapToObj(i -> i < 500 ? "large" : "small-" + i)
                .toArray(String[]::new);
        for (int seed = 0; seed < 20; seed++) {
            Split split = Splitter.split(keys(1500), Groups.of(1500, groups), Strata.none(1500), EIGHTY, seed);
            assertThat(split.sizes()).containsExactly(1200, 150, 150);
            assertThat(split.of()[0]).isZero();
        }
    }

    /** Three groups of equal size would all be nearest to the target of the training part. */
    @Test
    void noPartIsEmpty() throws DataException {
        Groups groups =
                Groups.of(30, IntStream.range(0, 30).mapToObj(i -> "g" + i % 3).toArray(String[]::new));

        assertThat(Splitter.split(keys(30), groups, Strata.none(30), EIGHTY, 0).sizes())
                .containsExactly(10, 10, 10);
        assertThatThrownBy(() -> Splitter.split(keys(30), groups, Strata.none(30), Parts.folds(4), 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("30 items form 3 groups, too few for the 4 parts of the split (fold-0, fold-1,");
    }

    /** Sechidis et al., algorithm 1, by hand: two halves; label 1 is the rarest and goes first, one item to each side. */
    @Test
    void rareLabelsAreSharedOutFirst() throws DataException {
        int[][] sets = {{0, 1}, {0, 1}, {0}, {0}, {0, 2}, {0, 2}, {2}, {2}, {}, {}};
        Parts halves = new Parts(List.of("a", "b"), new double[] {0.5, 0.5});
        for (int seed = 0; seed < 50; seed++) {
            Split split = Splitter.split(keys(10), Groups.single(10), new Strata(sets, names(3)), halves, seed);
            assertThat(counts(split, sets, 3)).isDeepEqualTo(new int[][] {{3, 3}, {1, 1}, {2, 2}});
            assertThat(split.sizes()).containsExactly(5, 5);
        }
    }

    /** Of 20 labels with 500 to about 25 examples. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void iterativeStratificationKeepsTheSharesOfLabels(long seed) throws DataException {
        int[][] sets = sets(1000, 20, seed);
        Strata strata = new Strata(sets, names(20));
        Split split = Splitter.split(keys(1000), Groups.single(1000), strata, Parts.usual(), seed);
        Split random = Splitter.split(keys(1000), Groups.single(1000), Strata.none(1000), Parts.usual(), seed);
        double stratified = deviation(counts(split, sets, 20), Parts.usual());
        assertThat(stratified).isLessThan(deviation(counts(random, sets, 20), Parts.usual()) / 4);
        for (SplitReport.Part part : SplitReport.of(split, Parts.usual(), Groups.single(1000), strata)
                .parts()) {
            assertThat(part.share()).isCloseTo(part.wanted(), within(0.005));
        }
    }

    /** Mean over the classes of the sum over the parts of the difference between wanted and reached shares of the class. */
    private static double deviation(int[][] counts, Parts parts) {
        double sum = 0;
        for (int[] own : counts) {
            int total = Arrays.stream(own).sum();
            for (int p = 0; p < own.length; p++) {
                sum += Math.abs(own[p] - parts.shares()[p] * total) / total;
            }
        }
        return sum / counts.length;
    }

    /** The oracle of text-common.md section 7: every label with two examples is on both sides, and groups are disjoint. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyLabelWithTwoExamplesIsOnBothSides(long seed) throws DataException {
        int labels = 30;
        int[][] sets = IntStream.range(0, 30 * 2)
                .mapToObj(i -> i % 3 == 0 ? new int[] {i / 2, (i / 2 + 7) % labels} : new int[] {i / 2})
                .toArray(int[][]::new);
        Parts parts = new Parts(List.of("train", "test"), new double[] {0.8, 0.2});
        Split split = Splitter.split(keys(60), Groups.single(60), new Strata(sets, names(labels)), parts, seed);
        for (int[] own : counts(split, sets, labels)) {
            assertThat(own).doesNotContain(0);
        }
        int[] classes = IntStream.range(0, 60).map(i -> i / 2).toArray();
        Split single = Splitter.split(keys(60), Groups.single(60), Strata.classes(classes, names(labels)), parts, seed);
        for (int[] own : counts(single, Strata.classes(classes, names(labels)).of(), labels)) {
            assertThat(own).containsExactly(1, 1);
        }
    }

    @Test
    void foldsHaveEqualSharesOfEveryClass() throws DataException {
        int[] classes = IntStream.range(0, 103).map(i -> i % 10 == 0 ? 1 : 0).toArray();
        Strata strata = Strata.classes(classes, names(2));
        Split split = Splitter.split(keys(103), Groups.single(103), strata, Parts.folds(5), 0);
        assertThat(split.parts()).containsExactly("fold-0", "fold-1", "fold-2", "fold-3", "fold-4");
        assertThat(Arrays.stream(split.sizes()).sorted().toArray()).containsExactly(20, 20, 21, 21, 21);
        // no fold is always a small one
        Set<List<Integer>> sizes = new HashSet<>();
        for (int seed = 0; seed < 10; seed++) {
            sizes.add(
                    Arrays.stream(Splitter.split(keys(103), Groups.single(103), Strata.none(103), Parts.folds(5), seed)
                                    .sizes())
                            .boxed()
                            .toList());
        }
        assertThat(sizes).hasSizeGreaterThan(1);
        for (int[] own : counts(split, strata.of(), 2)) {
            assertThat(Arrays.stream(own).max().orElseThrow()
                            - Arrays.stream(own).min().orElseThrow())
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void distributionsAreStratifiedByTheirMostProbableClass() {
        Strata strata = Strata.mostProbable(
                new double[][] {{0.2, 0.5, 0.3}, {0.4, 0.2, 0.4}, {0, 0, 0}}, List.of("a", "b", "c"));
        assertThat(strata.of()).isDeepEqualTo(new int[][] {{1}, {0}, {}});
        assertThatThrownBy(() -> Strata.classes(new int[] {0, 3}, List.of("a", "b", "c")))
                .hasMessageContaining("Item 1 has class 3; there are 3 classes");
    }

    @Test
    void rejectsWrongShares() {
        assertThatThrownBy(() -> new Parts(List.of("a", "b"), new double[] {0.5, 0.6}))
                .hasMessageContaining("sum to 1")
                .hasMessageContaining("[0.5, 0.6]");
        assertThatThrownBy(() -> new Parts(List.of("a", "b"), new double[] {1, 0}))
                .hasMessageContaining("above 0");
        assertThatThrownBy(() -> new Parts(List.of("a", "a"), new double[] {0.5, 0.5}))
                .hasMessageContaining("different names");
        assertThatThrownBy(() -> Parts.folds(1)).hasMessageContaining("at least 2 folds");
    }
}
