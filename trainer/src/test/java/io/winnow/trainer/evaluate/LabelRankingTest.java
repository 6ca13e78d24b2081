package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares rankings of classes with reference values and with their definitions. */
class LabelRankingTest {
    private static final ReferenceCases LABEL_SETS = ReferenceCases.load("label-sets.json");
    private static final ReferenceCases TOP = ReferenceCases.load("top-labels.json");
    private static final double EXACT = 1e-12;

    private static LabelScores scores(JsonNode one) {
        return ReferenceCases.complete(
                one.get("inputs").get("scores"), one.get("inputs").get("truth"));
    }

    @Test
    void averagePrecisionOfEachClass() {
        JsonNode one = LABEL_SETS.find("average_precision");
        LabelScores scores = scores(one);
        assertThat(AveragePrecision.perClass(scores))
                .containsExactly(ReferenceCases.numbers(one.get("outputs").get("per_class")), within(EXACT));
        assertThat(AveragePrecision.mean(scores))
                .isCloseTo(one.get("outputs").get("mean").asDouble(), within(EXACT));
        assertThat(AveragePrecision.of(new float[] {.9f, .8f, .7f}, new boolean[] {true, false, true}))
                .isCloseTo(5 / 6.0, within(EXACT));
    }

    @Test
    void averagePrecisionLeavesOutUnknownPairs() {
        JsonNode one = LABEL_SETS.find("unknown_truth");
        int[] truth = ReferenceCases.integers(one.get("inputs").get("truth"));
        byte[] states = new byte[truth.length];
        for (int i = 0; i < states.length; i++) {
            states[i] = (byte) truth[i];
        }
        LabelScores scores =
                new LabelScores(ReferenceCases.floats(one.get("inputs").get("scores")), states, 5);
        assertThat(AveragePrecision.perClass(scores))
                .containsExactly(ReferenceCases.numbers(one.get("outputs").get("per_class")), within(EXACT));
        assertThat(AveragePrecision.mean(scores))
                .isCloseTo(one.get("outputs").get("mean").asDouble(), within(EXACT));
    }

    @Test
    void rankingOfTheReference() {
        JsonNode one = LABEL_SETS.find("ranking");
        LabelRanking found = LabelRanking.of(scores(one));
        JsonNode out = one.get("outputs");
        assertThat(found.coverage()).isCloseTo(out.get("coverage").asDouble(), within(EXACT));
        assertThat(found.rankingLoss()).isCloseTo(out.get("ranking_loss").asDouble(), within(EXACT));
        assertThat(found.averagePrecision()).isCloseTo(out.get("lrap").asDouble(), within(EXACT));
        assertThat(found.oneError()).isCloseTo(out.get("one_error").asDouble(), within(EXACT));
    }

    /** Scores with many ties and unknown pairs, against the definitions, which compare every class with every other. */
    @Test
    void rankingEqualsItsDefinition() {
        int examples = 40;
        int classes = 6;
        float[] values = new float[examples * classes];
        byte[] states = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            CounterRandom random = CounterRandom.of(4, i);
            values[i] = random.nextInt(5) - 2;
            states[i] = (byte) (random.nextInt(3) - 1);
        }
        double loss = 0;
        double coverage = 0;
        double precision = 0;
        double oneError = 0;
        int counted = 0;
        int positive = 0;
        for (int i = 0; i < examples; i++) {
            int first = i * classes;
            int[] known = IntStream.range(first, first + classes)
                    .filter(p -> states[p] != 0)
                    .toArray();
            int[] own = Arrays.stream(known).filter(p -> states[p] == 1).toArray();
            counted += known.length > 0 ? 1 : 0;
            if (known.length > 0 && own.length == 0) {
                precision++;
            }
            if (own.length == 0) {
                continue;
            }
            positive++;
            double wrong = 0;
            double lowest = 0;
            double share = 0;
            for (int p : own) {
                int above = (int)
                        Arrays.stream(known).filter(q -> values[q] >= values[p]).count();
                int right = (int)
                        Arrays.stream(own).filter(q -> values[q] >= values[p]).count();
                wrong += above - right;
                lowest = Math.max(lowest, above);
                share += (double) right / above;
            }
            int negatives = known.length - own.length;
            loss += negatives == 0 ? 0 : wrong / own.length / negatives;
            coverage += lowest;
            precision += share / own.length;
            float best = (float)
                    Arrays.stream(known).mapToDouble(p -> values[p]).max().orElseThrow();
            oneError += Arrays.stream(known).anyMatch(p -> values[p] == best && states[p] == -1) ? 1 : 0;
        }
        LabelRanking found = LabelRanking.of(new LabelScores(values, states, classes));
        assertThat(positive).isLessThan(counted);
        assertThat(found.rankingLoss()).isCloseTo(loss / counted, within(EXACT));
        assertThat(found.coverage()).isCloseTo(coverage / counted, within(EXACT));
        assertThat(found.averagePrecision()).isCloseTo(precision / counted, within(EXACT));
        assertThat(found.oneError()).isCloseTo(oneError / positive, within(EXACT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "equal_scores_and_an_example_without_labels", "more_asked_than_labels_relevant"})
    void topLabelsOfTheReference(String name) {
        JsonNode one = TOP.find(name);
        JsonNode in = one.get("inputs");
        JsonNode out = one.get("outputs");
        double[] propensities = new Propensity(
                        in.get("a").asDouble(), in.get("b").asDouble())
                .of(
                        ReferenceCases.integers(in.get("train_counts")),
                        in.get("train_examples").asInt());
        assertThat(propensities).containsExactly(ReferenceCases.numbers(out.get("propensity")), within(EXACT));
        for (int k : ReferenceCases.integers(in.get("k"))) {
            TopLabels.of(scores(one), k, propensities)
                    .metrics()
                    .forEach((metric, value) -> assertThat(value)
                            .as(metric)
                            .isCloseTo(out.get(metric).asDouble(), within(EXACT)));
        }
    }

    /** P@1 of a perfect ranking is the share of examples with a label, and nDCG and PSP are 1. */
    @Test
    void aPerfectRanking() {
        float[] values = {3, 2, 1, 0, 1, 3, 2, 0, 0, 0, 0, 0};
        LabelScores scores = LabelScores.complete(values, new int[][] {{0, 1}, {1}, {}}, 4);
        TopLabels one = TopLabels.of(scores, 1, new double[] {0.5, 0.9, 0.2, 0.1});
        assertThat(one.precision()).isCloseTo(2 / 3.0, within(EXACT));
        assertThat(one.ndcg()).isEqualTo(1);
        // The first example's best label is the rarer one, which is ranked first.
        assertThat(one.propensityScored()).isEqualTo(1);
        // With equal propensities, PSP@k is the number of hits divided by the sum of min(k, |y|).
        TopLabels equal = TopLabels.of(
                LabelScores.complete(values, new int[][] {{0, 2}, {1}, {3}}, 4), 2, new double[] {0.3, 0.3, 0.3, 0.3});
        assertThat(equal.propensityScored()).isCloseTo(2 / 4.0, within(EXACT));
    }

    @Test
    void unknownLabelsAreNotRanked() {
        LabelScores scores = new LabelScores(new float[] {3, 2, 1}, new byte[] {0, 1, -1}, 3);
        TopLabels first = TopLabels.of(scores, 1, new double[] {1, 1, 1});
        assertThat(first.precision()).isEqualTo(1);
        assertThat(first.recall()).isEqualTo(1);
    }

    @Test
    void ranksOrderTiesByIndex() {
        float[] values = {0f, -1, 3, -0f, 3, Float.NEGATIVE_INFINITY, -2, Float.POSITIVE_INFINITY, 1e-30f};
        assertThat(Ranks.descending(values)).containsExactly(7, 2, 4, 8, 0, 3, 1, 6, 5);
        assertThat(Ranks.average(new double[] {5, 1, 5, 7})).containsExactly(2.5, 1, 2.5, 4);
    }
}
