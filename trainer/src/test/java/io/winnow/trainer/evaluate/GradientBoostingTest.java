package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.evaluate.GradientBoosting.Columns;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Made data whose best predictions are known. */
class GradientBoostingTest {
    private static final List<String> THREE = List.of("a", "b", "c");

    /** Rows of two numbers, uniform in [0, 1), and one category of 12 levels; every 20th value is missing. */
    private static Columns rows(int count, long seed) {
        CounterRandom random = CounterRandom.of(seed);
        float[] values = new float[3 * count];
        for (int i = 0; i < count; i++) {
            values[3 * i] = i % 20 == 7 ? Float.NaN : (float) random.nextDouble();
            values[3 * i + 1] = i % 20 == 3 ? Float.NaN : (float) random.nextDouble();
            values[3 * i + 2] = i % 20 == 13 ? Float.NaN : random.nextInt(12);
        }
        return new Columns(values, new boolean[] {false, false, true});
    }

    /** Class c if the category is odd, and otherwise a or b by the first number, for which a missing value counts as large. */
    private static int[] classes(Columns rows) {
        return IntStream.range(0, rows.rows())
                .map(i -> rows.values()[3 * i + 2] % 2 == 1 ? 2 : rows.values()[3 * i] < 0.4 ? 0 : 1)
                .toArray();
    }

    private static int[] best(float[] probabilities, int classes) {
        return IntStream.range(0, probabilities.length / classes)
                .map(i -> IntStream.range(0, classes)
                        .reduce((a, b) -> probabilities[i * classes + b] > probabilities[i * classes + a] ? b : a)
                        .orElseThrow())
                .toArray();
    }

    private static double agreement(int[] a, int[] b) {
        return IntStream.range(0, a.length).filter(i -> a[i] == b[i]).count() / (double) a.length;
    }

    @Test
    void separableClassesAreLearnedAndResultsRepeat() {
        Columns train = rows(1000, 1);
        Columns test = rows(400, 2);
        Labels labels = new ClassLabels(classes(train), THREE);
        float[] found = GradientBoosting.predictions(train, labels, test, 5);
        int[] predicted = best(found, 3);
        for (int i = 0; i < test.rows(); i++) {
            // the training rows lie so close together that they determine the boundary up to this
            if (!(Math.abs(test.values()[3 * i] - 0.4) < 0.005)) {
                assertThat(predicted[i]).as("row %d", i).isEqualTo(classes(test)[i]);
            }
        }
        for (int i = 0; i < test.rows(); i++) {
            assertThat(found[3 * i] + found[3 * i + 1] + found[3 * i + 2]).isCloseTo(1, within(1e-5f));
        }
        assertThat(GradientBoosting.predictions(train, labels, test, 5)).isEqualTo(found);
        assertThat(GradientBoosting.predictions(train, labels, test, 6)).isNotEqualTo(found);
    }

    /** Labels that are independent of the rows: the mean prediction is the share of the class, and early stopping keeps all close to it. */
    @Test
    void noiseGivesTheSharesOfTheClasses() {
        Columns train = rows(2000, 1);
        CounterRandom random = CounterRandom.of(9);
        int[] classes = IntStream.range(0, 2000)
                .map(i -> random.nextBoolean(0.7) ? 0 : random.nextBoolean(2 / 3.0) ? 1 : 2)
                .toArray();
        float[] found = GradientBoosting.predictions(train, new ClassLabels(classes, THREE), rows(500, 2), 5);
        double[] shares = {0.7, 0.2, 0.1};
        for (int k = 0; k < 3; k++) {
            int own = k;
            double mean = IntStream.range(0, 500)
                    .mapToDouble(i -> found[3 * i + own])
                    .average()
                    .orElseThrow();
            assertThat(mean).isCloseTo(shares[k], within(0.04));
            double far = IntStream.range(0, 500)
                    .filter(i -> Math.abs(found[3 * i + own] - shares[own]) > 0.2)
                    .count();
            assertThat(far).isLessThan(25);
        }
    }

    /**
     * Each row has a share or votes of 3/4 for its class and of 1/4 for one of the two others in turn; of its two candidates, one is its class.
     * A model of the shares gives the class 3/4, and one of the candidates 1/2, which is twice as much as each of the others.
     */
    @Test
    void sharesVotesAndCandidatesCountByTheirWeights() {
        Columns train = rows(1000, 1);
        Columns test = rows(400, 2);
        int[] truth = classes(train);
        int size = truth.length;
        int[][] others = new int[size][];
        double[][] weights = new double[size][];
        int[][] votes = new int[size][];
        for (int i = 0; i < size; i++) {
            int other = (truth[i] + 1 + i % 2) % 3;
            others[i] = new int[] {truth[i], other};
            weights[i] = new double[] {0.75, 0.25};
            votes[i] = i % 10 == 0 ? new int[0] : new int[] {truth[i], other, truth[i], truth[i]};
        }
        List<Labels> all = List.of(
                new SoftLabels(others, weights, THREE),
                new VoteLabels(new int[size][0], votes, List.of(), THREE),
                new CandidateLabels(others, THREE));
        for (int kind = 0; kind < all.size(); kind++) {
            float[] found = GradientBoosting.predictions(train, all.get(kind), test, 5);
            int[] expected = classes(test);
            assertThat(agreement(best(found, 3), expected)).isGreaterThan(kind == 2 ? 0.9 : 0.97);
            double own = IntStream.range(0, expected.length)
                    .mapToDouble(i -> found[3 * i + expected[i]])
                    .average()
                    .orElseThrow();
            assertThat(own).isCloseTo(kind == 2 ? 0.5 : 0.75, within(0.05));
        }
    }

    @Test
    void levelsAreClasses() {
        Columns train = rows(1000, 1);
        Columns test = rows(400, 2);
        Labels labels = new OrdinalLabels(classes(train), Optional.empty(), THREE);
        assertThat(GradientBoosting.predictions(train, labels, test, 5))
                .isEqualTo(GradientBoosting.predictions(train, new ClassLabels(classes(train), THREE), test, 5));
    }

    /**
     * The class "small" is known in one half of the rows, "even" everywhere, "all" has no negatives and "none" is unknown: their probabilities
     * are (1000 + .5) / (1000 + 1) and 1/2.
     */
    @Test
    void unknownPairsOfSetsAreLeftOut() {
        Columns train = rows(1000, 1);
        Columns test = rows(400, 2);
        int[][] positives = new int[1000][];
        int[][] negatives = new int[1000][];
        for (int i = 0; i < 1000; i++) {
            boolean small = train.values()[3 * i] < 0.4;
            boolean even = train.values()[3 * i + 2] % 2 == 0;
            // in the second half, "small" would be learned the wrong way round if it were not unknown
            boolean known = train.values()[3 * i + 1] < 0.5;
            positives[i] = numbers(known && small ? 0 : -1, even ? 1 : -1, 2);
            negatives[i] = numbers(known && !small ? 0 : -1, even ? -1 : 1, -1);
        }
        List<String> names = List.of("small", "even", "all", "none");
        Labels labels = new ClassSets(positives, negatives, new boolean[1000], names);
        float[] found = GradientBoosting.predictions(train, labels, test, 5);
        assertThat(found).hasSize(1600);
        for (int i = 0; i < 400; i++) {
            assertThat(found[4 * i + 1] > 0.5).isEqualTo(test.values()[3 * i + 2] % 2 == 0);
            assertThat(found[4 * i + 2]).isCloseTo(1000.5f / 1001, within(1e-6f));
            assertThat(found[4 * i + 3]).isEqualTo(0.5f);
        }
        double right = IntStream.range(0, 400)
                .filter(i -> found[4 * i] > 0.5 == test.values()[3 * i] < 0.4)
                .count();
        assertThat(right / 400).isGreaterThan(0.97);
    }

    private static int[] numbers(int... candidates) {
        return Arrays.stream(candidates).filter(each -> each >= 0).toArray();
    }

    @Test
    void numbersAreRegressedAndMissingOnesLeftOut() {
        Columns train = rows(2000, 1);
        Columns test = rows(400, 2);
        double[][] values = new double[2000][];
        for (int i = 0; i < 2000; i++) {
            double value = number(train, i);
            values[i] = new double[] {i % 3 == 0 ? Double.NaN : value, Double.NaN};
        }
        Labels labels = new NumberLabels(values, List.of("y", "z"), Optional.empty());
        float[] found = GradientBoosting.predictions(train, labels, test, 5);
        double[] predicted =
                IntStream.range(0, 400).mapToDouble(i -> found[2 * i]).toArray();
        double[] truth =
                IntStream.range(0, 400).mapToDouble(i -> number(test, i)).toArray();
        assertThat(NumberReport.of(predicted, truth).determination()).isGreaterThan(0.98);
        assertThat(found[1]).isNaN();
    }

    private static double number(Columns rows, int row) {
        float a = rows.values()[3 * row];
        return 1000 + 20 * (Float.isNaN(a) ? 2 : a) + 5 * (rows.values()[3 * row + 2] % 3 == 0 ? 1 : 0);
    }

    @Test
    void fewRowsAndOneClassWork() {
        Columns five = rows(5, 1);
        float[] found = GradientBoosting.predictions(
                five, new ClassLabels(new int[] {0, 1, -1, 1, 0}, List.of("a", "b")), five, 5);
        assertThat(found).hasSize(10).doesNotContain(Float.NaN);
        assertThat(GradientBoosting.predictions(five, new ClassLabels(new int[5], List.of("a")), five, 5))
                .containsOnly(1);
    }

    @Test
    void wrongArgumentsAreErrors() {
        Columns five = rows(5, 1);
        assertThatThrownBy(() -> GradientBoosting.predictions(five, new NoLabels(5), five, 5))
                .hasMessageContaining("nothing is known of any row");
        assertThatThrownBy(() -> GradientBoosting.predictions(five, new NoLabels(4), five, 5))
                .hasMessageContaining("5 training rows and 4 labels");
        assertThatThrownBy(() -> new Columns(new float[5], new boolean[2])).hasMessageContaining("5 values");
    }

    /** The Scala libraries have 20 MB, and no class that is used needs them. */
    @Test
    void scalaIsNotOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("scala.Predef")).isInstanceOf(ClassNotFoundException.class);
    }
}
