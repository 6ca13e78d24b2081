package io.winnow.trainer.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** By hand, and invariants. */
class StrategiesTest extends OnPool {
    @Test
    void ofSeveralClassesTheMeanUncertaintyCounts() {
        // Entropies: (ln 2 + 0) / 2, and that of .9 and .1 twice, which is .325; margins: (0 + 1) / 2, and .8.
        Vectors probabilities = new Vectors(new float[] {.5f, 0, .9f, .1f, 1, 1}, 3, 2);
        Pool pool = new Pool(
                probabilities,
                Optional.of(probabilities),
                new boolean[3],
                2,
                true,
                OptionalInt.empty(),
                Optional.empty(),
                List.of(),
                manager);
        List<Choice> entropies = Uncertainty.ENTROPY.choose(pool, 3, 1);
        assertThat(rows(entropies)).containsExactly(0, 1, 2);
        assertThat(entropies.get(0).score()).isCloseTo(Math.log(2) / 2, within(1e-6));
        assertThat(entropies.get(1).score()).isCloseTo(.325083, within(1e-6));
        assertThat(Uncertainty.MARGIN.choose(pool, 3, 1).get(1).score()).isCloseTo(-.8, within(1e-6));
        assertThat(Uncertainty.LEAST_CONFIDENCE.choose(pool, 3, 1).get(0).score())
                .isCloseTo(.25, within(1e-6));
        assertThat(new Badge().choose(pool, 2, 1).get(0).row())
                .as("the longest gradient")
                .isZero();
    }

    @Test
    void kCenterOfThreePointsIsAsByHand() {
        List<Choice> chosen = new KCenter().choose(pool(points(0, 1, 10), null, 0), 2, 1);
        assertThat(rows(chosen)).containsExactly(2, 1);
        assertThat(scores(chosen)).containsExactly(1, 0);
    }

    @Test
    void imagesAreChosenByTheirObjectsAndTheRareClassFirst() {
        // Twelve images; each has objects of a frequent class, all alike, and the last two one of a rare class, too.
        List<Integer> items = new ArrayList<>();
        List<Optional<String>> names = new ArrayList<>();
        float[] values = new float[2 * 26];
        for (int i = 0; i < 26; i++) {
            items.add(i < 24 ? i / 2 : i - 14);
            names.add(Optional.of(i < 24 ? "red cell" : "platelet"));
            values[2 * i] = i < 24 ? 1 + i * .001f : 0;
            values[2 * i + 1] = i < 24 ? 0 : 1 + i * .1f;
        }
        PoolObjects objects = PoolObjects.of(
                new Vectors(values, 26, 2),
                items.stream().mapToInt(Integer::intValue).toArray(),
                names,
                1,
                manager);
        Vectors images = new Vectors(new float[26], 13, 2);
        Pool pool = new Pool(
                images,
                Optional.empty(),
                new boolean[13],
                2,
                false,
                OptionalInt.empty(),
                Optional.of(objects),
                List.of(),
                manager);
        List<Choice> chosen = new Ofds().choose(pool, 4, 1);
        assertThat(rows(chosen)).hasSize(4).doesNotHaveDuplicates().startsWith(10, 11);
        assertThat(rows(new Ofds().choose(pool, 4, 1))).isEqualTo(rows(chosen));
        assertThat(rows(new Ofds().choose(pool, 20, 1)))
                .as("the image without objects comes last")
                .hasSize(13)
                .endsWith(12);
        int[] half = IntStream.range(6, 13).toArray();
        assertThat(objects.of(half).items()).contains(4, 5).doesNotContain(7);
    }

    @Test
    void aBallLargerThanThePoolCoversItWithOneChoice() {
        List<Choice> chosen = new ProbCover().cover(points(0, 1, 10), new boolean[3], 11, 3, manager);
        assertThat(chosen).containsExactly(new Choice(0, "probcover", 3));
    }

    @Test
    void kMeansTakesOneItemOfEachGroup() {
        Pool pool = pool(points(0, .1, .2, 5, 5.1, 5.2, 5.3, 9), null);
        assertThat(rows(new KMeansChoice().choose(pool, 3, 1))).hasSize(3).satisfies(chosen -> {
            assertThat(chosen[0]).isIn(4, 5);
            assertThat(chosen[1]).isEqualTo(1);
            assertThat(chosen[2]).isEqualTo(7);
        });
    }

    /** 200 points around 20 places: 40 choices are two of each cluster, one that seems positive and one that does not. */
    @Test
    void clustersGiveEqualShares() {
        CounterRandom random = CounterRandom.of(5);
        double[] numbers = new double[200];
        double[] probabilities = new double[400];
        for (int i = 0; i < 200; i++) {
            numbers[i] = i % 20 + 0.1 * random.nextDouble();
            probabilities[2 * i] = i / 20 % 2 == 0 ? 0.9 : 0.1;
            probabilities[2 * i + 1] = 1 - probabilities[2 * i];
        }
        Vectors vectors = points(numbers);
        float[] values = new float[400];
        IntStream.range(0, 400).forEach(i -> values[i] = (float) probabilities[i]);
        boolean[] labelled = new boolean[200];
        labelled[3] = true;
        Pool pool = new Pool(
                vectors,
                Optional.of(new Vectors(values, 200, 2)),
                labelled,
                2,
                false,
                OptionalInt.of(0),
                Optional.empty(),
                List.of(),
                manager);
        int[] clusters =
                Clustering.of(vectors, ClusterShare.CLUSTERS, 0, manager).clusters();
        int[] sizes = new int[ClusterShare.CLUSTERS];
        IntStream.of(clusters).forEach(cluster -> sizes[cluster]++);
        List<Choice> chosen = new ClusterShare().choose(pool, 40, 9);
        assertThat(chosen)
                .hasSize(40)
                .allSatisfy(each -> assertThat(each.score()).isEqualTo(clusters[each.row()]));
        for (int cluster = 0; cluster < ClusterShare.CLUSTERS; cluster++) {
            int own = cluster;
            List<Choice> ofCluster =
                    chosen.stream().filter(each -> clusters[each.row()] == own).toList();
            // Clusters of k-means may have halves of a place, but none of these has fewer than five points.
            assertThat(sizes[cluster]).isGreaterThan(4);
            assertThat(ofCluster).hasSize(2);
            assertThat(ofCluster.stream()
                            .filter(each -> probabilities[2 * each.row()] > 0.5)
                            .count())
                    .isOne();
        }
        // Other seeds draw other items of the same clusters.
        assertThat(rows(new ClusterShare().choose(pool, 40, 10))).isNotEqualTo(rows(chosen));
        // All are taken in the end, and the labelled one is not.
        assertThat(rows(new ClusterShare().choose(pool, 500, 9)))
                .hasSize(199)
                .doesNotHaveDuplicates()
                .doesNotContain(3);
    }

    @Test
    void rareClassesAreSoughtAtTheThresholdAndAtTheTop() {
        Vectors p = new Vectors(new float[] {.9f, .1f, .4f, .6f, .55f, .45f, 0, 1}, 4, 2);
        Pool pool = new Pool(
                p, Optional.of(p), new boolean[4], 2, false, OptionalInt.of(1), Optional.empty(), List.of(), manager);
        assertThat(rows(RareClass.THRESHOLD.choose(pool, 2, 1))).containsExactly(2, 1);
        assertThat(rows(RareClass.HIGHEST.choose(pool, 2, 1))).containsExactly(3, 1);
        assertThat(new Mix().choose(pool, 3, 1).stream().map(Choice::strategy))
                .containsExactly("random", "threshold", "highest");
    }

    static Stream<Strategy> strategies() {
        return Strategies.all().stream();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aStrategyChoosesEachItemOnceAndNothingLabelled(Strategy strategy) {
        Pool pool = gaussians(300, 6, 20);
        List<Choice> chosen = strategy.choose(pool, 40, 3);
        assertThat(rows(chosen)).hasSize(40).doesNotHaveDuplicates();
        assertThat(chosen).noneMatch(choice -> pool.labelled()[choice.row()]);
        assertThat(rows(strategy.choose(pool, 40, 3))).containsExactly(rows(chosen));
        assertThat(rows(strategy.choose(pool, 1000, 3)))
                .as("all that are left")
                .hasSize(280)
                .doesNotHaveDuplicates();
        assertThat(strategy.choose(pool, 0, 3)).isEmpty();
        assertThat(strategy.description()).doesNotEndWith(".");
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aStrategyCopesWithEqualItems(Strategy strategy) {
        Vectors same = new Vectors(filled(120), 40, 3);
        Vectors certain = new Vectors(filled(80), 40, 2);
        Pool pool = new Pool(
                same,
                Optional.of(certain),
                new boolean[40],
                2,
                false,
                OptionalInt.of(0),
                objects(same),
                List.of(),
                manager);
        assertThat(rows(strategy.choose(pool, 10, 3))).hasSize(10).doesNotHaveDuplicates();
    }

    private static float[] filled(int size) {
        float[] values = new float[size];
        Arrays.fill(values, 0.5f);
        return values;
    }

    @Test
    void aVectorThatIsNotFiniteIsNamed() {
        assertThatThrownBy(() -> pool(points(0, Double.NaN), null)).hasMessageContaining("row 1");
    }

    /** One object in each image, of three classes. */
    private static Optional<PoolObjects> objects(Vectors vectors) {
        int[] rows = IntStream.range(0, vectors.rows()).toArray();
        return Optional.of(new PoolObjects(
                vectors, rows, IntStream.of(rows).map(row -> row % 3).toArray()));
    }

    /** Four round groups, with random probabilities. */
    private Pool gaussians(int rows, int width, int labelled) {
        CounterRandom random = CounterRandom.of(7);
        float[] values = new float[rows * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble(-1, 1) + (i / width % 4 == i % width ? 4 : 0));
        }
        float[] probabilities = new float[rows * 4];
        for (int row = 0; row < rows; row++) {
            List<Double> draws = new ArrayList<>();
            IntStream.range(0, 4).forEach(k -> draws.add(random.nextDouble()));
            double sum = draws.stream().mapToDouble(Double::doubleValue).sum();
            for (int k = 0; k < 4; k++) {
                probabilities[row * 4 + k] = (float) (draws.get(k) / sum);
            }
        }
        boolean[] marks = new boolean[rows];
        IntStream.range(0, labelled).forEach(row -> marks[row * 3] = true);
        return new Pool(
                new Vectors(values, rows, width),
                Optional.of(new Vectors(probabilities, rows, 4)),
                marks,
                4,
                false,
                OptionalInt.of(2),
                objects(new Vectors(values, rows, width)),
                List.of(),
                manager);
    }
}
