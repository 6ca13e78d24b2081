package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.label.TrueLabels;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares confident learning and metrics of a ranking with reference values. */
class ConfidentLearningTest {
    private static JsonNode cases(String file) throws IOException {
        return new ObjectMapper()
                .readTree(ConfidentLearningTest.class.getResourceAsStream(file))
                .get("cases");
    }

    private static int[] integers(JsonNode node) {
        return IntStream.range(0, node.size()).map(i -> node.get(i).asInt()).toArray();
    }

    private static double[][] matrix(JsonNode node) {
        return IntStream.range(0, node.size())
                .mapToObj(i -> IntStream.range(0, node.get(i).size())
                        .mapToDouble(j -> node.get(i).get(j).asDouble())
                        .toArray())
                .toArray(double[][]::new);
    }

    private static int[] places(boolean[] flags) {
        return IntStream.range(0, flags.length).filter(i -> flags[i]).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void jointAndFlagsEqualTheReference(int number) throws IOException {
        JsonNode one = cases("confident-learning.json").get(number);
        double[][] rows = matrix(one.get("inputs").get("P"));
        int[] given = integers(one.get("inputs").get("given_labels"));
        int classes = rows[0].length;
        double[] probabilities =
                Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        ConfidentLearning found = ConfidentLearning.of(probabilities, given, classes);
        JsonNode thresholds = one.get("outputs").get("thresholds");
        for (int k = 0; k < classes; k++) {
            if (thresholds.get(k).isNull()) {
                assertThat(found.thresholds()[k]).isNaN();
            } else {
                assertThat(found.thresholds()[k]).isCloseTo(thresholds.get(k).asDouble(), within(1e-12));
            }
        }
        JsonNode expected = one.get("outputs").get("tie_rule_restricted");
        assertThat(found.confidentClasses()).containsExactly(integers(expected.get("confident_class")));
        double[][] calibrated = matrix(expected.get("calibrated_joint"));
        for (int k = 0; k < classes; k++) {
            assertThat(found.joint()[k])
                    .containsExactly(integers(expected.get("confident_joint").get(k)));
            assertThat(found.calibrated()[k]).containsExactly(calibrated[k], within(1e-12));
            assertThat(found.pruneCounts()[k])
                    .containsExactly(integers(expected.get("prune_counts").get(k)));
        }
        assertThat(found.issues())
                .isCloseTo(expected.get("estimated_number_of_issues").asDouble(), within(1e-12));
        assertThat(places(found.flagged(probabilities, given, false)))
                .containsExactly(integers(expected.get("flagged_prune_by_noise_rate")));
        assertThat(places(found.flagged(probabilities, given)))
                .containsExactly(integers(expected.get("flagged_prune_by_noise_rate_guarded")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void areaUnderTheCurveEqualsTheReference(int number) throws IOException {
        JsonNode one = cases("detection.json").get(number);
        JsonNode inputs = one.get("inputs");
        int size = inputs.get("score").size();
        double[] scores = new double[size];
        boolean[] wrong = new boolean[size];
        for (int i = 0; i < size; i++) {
            scores[i] = inputs.get("score").get(i).asDouble();
            wrong[i] = inputs.get("mislabelled").get(i).asBoolean();
        }
        assertThat(RocAuc.of(scores, wrong))
                .isCloseTo(one.get("outputs").get("auroc").asDouble(), within(1e-12));
    }

    @Test
    void metricsOfARankingComputedByHand() {
        Map<String, Double> figures = WrongLabelDetection.of(
                new TrueLabels(new int[] {0, 1, 1, 0}),
                new int[] {0, 0, 1, 1},
                new float[] {0.1f, 0.9f, 0.5f, 0.4f},
                new int[] {0, 1, 1, 1});
        // The labels of examples 1 and 3 are wrong; they are at ranks 1 and 3.
        assertThat(figures)
                .containsEntry("auroc", 0.75)
                .containsEntry("precision_at_wrong", 0.5)
                .containsEntry("precision_at_100", 0.5)
                .containsEntry("suggestion_accuracy", 0.5);
        assertThat(figures.get("average_precision")).isCloseTo((1 + 2.0 / 3) / 2, within(1e-12));
    }
}
