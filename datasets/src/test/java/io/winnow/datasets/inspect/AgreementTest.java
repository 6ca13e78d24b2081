package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.label.Annotations;
import io.winnow.datasets.random.CounterRandom;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final AgreementScale NOMINAL = new AgreementScale.Nominal();

    /** The example of Krippendorff ("Computing Krippendorff's alpha-reliability", 2011, section C): 4 observers, 12 units, 5 values. */
    private static final int[][] KRIPPENDORFF = {
        {1, 1, 1},
        {2, 2, 3, 2},
        {3, 3, 3, 3},
        {3, 3, 3, 3},
        {2, 2, 2, 2},
        {1, 2, 3, 4},
        {4, 4, 4, 4},
        {1, 1, 2, 1},
        {2, 2, 2, 2},
        {5, 5, 5},
        {1, 1},
        {3}
    };

    private static int[][] fromZero(int[][] labels) {
        return Arrays.stream(labels)
                .map(given -> Arrays.stream(given).map(label -> label - 1).toArray())
                .toArray(int[][]::new);
    }

    private static AgreementScale.Interval integers(int count) {
        return new AgreementScale.Interval(
                IntStream.range(0, count).mapToDouble(each -> each).toArray());
    }

    @Test
    void krippendorffsPublishedExample() {
        int[][] labels = fromZero(KRIPPENDORFF);
        Agreement nominal = Agreement.of(labels, 5, NOMINAL);
        assertThat(nominal.items()).isEqualTo(11);
        assertThat(nominal.labels()).isEqualTo(40);
        assertThat(nominal.alpha()).isCloseTo(0.743, within(5e-4));
        assertThat(Agreement.of(labels, 5, new AgreementScale.Ordinal()).alpha())
                .isCloseTo(0.815, within(5e-4));
        assertThat(Agreement.of(labels, 5, integers(5)).alpha()).isCloseTo(0.849, within(5e-4));
        // 8 items agree fully; half of the pairs of two items, and none of one, are equal
        assertThat(nominal.percent()).isCloseTo((8 + 0.5 + 0.5) / 11, within(1e-12));
        assertThat(nominal.unanimous()).isCloseTo(8.0 / 11, within(1e-12));
    }

    /** Krippendorff's alpha of another implementation (see truth-inference/agreement.json of the reference values). */
    @Test
    void referenceValues() throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(AgreementTest.class.getResourceAsStream("agreement.json"))
                .get("cases");
        assertThat(cases).hasSize(2);
        for (JsonNode one : cases) {
            int classes = one.get("classes").asInt();
            int[][] labels = new int[one.get("counts with gaps").size()][];
            for (int i = 0; i < labels.length; i++) {
                JsonNode counts = one.get("counts with gaps").get(i);
                labels[i] = IntStream.range(0, classes)
                        .flatMap(c ->
                                IntStream.generate(() -> c).limit(counts.get(c).asInt()))
                        .toArray();
            }
            JsonNode alpha = one.get("alpha");
            assertThat(Agreement.of(labels, classes, NOMINAL).alpha())
                    .isCloseTo(alpha.get("nominal").asDouble(), within(1e-9));
            assertThat(Agreement.of(labels, classes, new AgreementScale.Ordinal())
                            .alpha())
                    .isCloseTo(alpha.get("ordinal").asDouble(), within(1e-9));
            assertThat(Agreement.of(labels, classes, integers(classes)).alpha())
                    .isCloseTo(alpha.get("interval").asDouble(), within(1e-9));
        }
    }

    /** Compares with the definition: observed and expected disagreement as means over pairs of labels. */
    @Test
    void alphaIsOneLessTheRatioOfDisagreements() {
        CounterRandom random = CounterRandom.of(1);
        double[] values = {-2, 0.5, 1, 10};
        int[][] labels = IntStream.range(0, 40)
                .mapToObj(i -> IntStream.range(0, random.nextInt(5))
                        .map(v -> random.nextBoolean(0.6) ? i % 4 : random.nextInt(4))
                        .toArray())
                .toArray(int[][]::new);
        int[] all = Arrays.stream(labels)
                .filter(given -> given.length > 1)
                .flatMapToInt(Arrays::stream)
                .toArray();
        double observed = 0;
        double equal = 0;
        int items = 0;
        for (int[] given : labels) {
            int pairs = given.length * (given.length - 1);
            items += pairs > 0 ? 1 : 0;
            for (int a = 0; a < given.length; a++) {
                for (int b = 0; b < given.length; b++) {
                    if (a != b) {
                        observed += Math.pow(values[given[a]] - values[given[b]], 2) / (given.length - 1) / all.length;
                        equal += (given[a] == given[b] ? 1.0 : 0) / pairs;
                    }
                }
            }
        }
        double expected = 0;
        for (int one : all) {
            for (int other : all) {
                expected += Math.pow(values[one] - values[other], 2) / all.length / (all.length - 1);
            }
        }
        Agreement agreement = Agreement.of(labels, 4, new AgreementScale.Interval(values));
        assertThat(agreement.items()).isEqualTo(items);
        assertThat(agreement.labels()).isEqualTo(all.length);
        assertThat(agreement.alpha()).isCloseTo(1 - observed / expected, within(1e-12));
        assertThat(agreement.percent()).isCloseTo(equal / items, within(1e-12));
    }

    @Test
    void extremes() {
        Annotations agreeing = new Annotations(
                List.of("a", "b"), List.of("x", "y"), List.of("cat", "dog"), new int[][] {{0, 1}, {0, 1}}, new int[][] {
                    {0, 0}, {1, 1}
                });
        assertThat(Agreement.of(agreeing).alpha()).isEqualTo(1);
        assertThat(Agreement.of(agreeing).percent()).isEqualTo(1);
        // two annotators who always differ: o = 4 of 4, e = 2 * 2 * 2 of 4 * 3
        assertThat(Agreement.of(new int[][] {{0, 1}, {1, 0}}, 2, NOMINAL).alpha())
                .isCloseTo(1 - 3 * 4.0 / 8, within(1e-12));
        // one class only, and no item with two labels
        Agreement same = Agreement.of(new int[][] {{1, 1}, {1, 1}}, 2, NOMINAL);
        assertThat(same.alpha()).isNull();
        assertThat(same.percent()).isEqualTo(1);
        Agreement single = Agreement.of(new int[][] {{1}, {0}, {}}, 2, NOMINAL);
        assertThat(single).isEqualTo(new Agreement(0, 0, null, null, null));
    }

    /** Random labels agree no better than by chance, and the interval of a sample contains 0 but not 0.2. */
    @Test
    void intervalByResampling() {
        CounterRandom random = CounterRandom.of(3);
        int[][] labels = IntStream.range(0, 300)
                .mapToObj(i -> IntStream.range(0, 3).map(a -> random.nextInt(4)).toArray())
                .toArray(int[][]::new);
        double[] interval = Agreement.interval(labels, 4, NOMINAL, 1).orElseThrow();
        assertThat(interval[0]).isBetween(-0.1, 0.0);
        assertThat(interval[1]).isBetween(0.0, 0.1);
        assertThat(Agreement.interval(new int[][] {{0, 0}, {0, 0}}, 2, NOMINAL, 1))
                .isEmpty();
        assertThat(Agreement.interval(new int[][] {{0}, {1}}, 2, NOMINAL, 1)).isEmpty();
    }
}
