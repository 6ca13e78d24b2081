package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.label.TrueLabels;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassificationReportTest {
    private static JsonNode reference(int number) throws IOException {
        return new ObjectMapper()
                .readTree(ClassificationReportTest.class.getResourceAsStream("classification.json"))
                .get("cases")
                .get(number);
    }

    private static int[] integers(JsonNode node) {
        return IntStream.range(0, node.size()).map(i -> node.get(i).asInt()).toArray();
    }

    @Test
    void groupsAreThirdsByTrainingCount() throws IOException {
        JsonNode one = reference(0);
        int[] truth = integers(one.get("inputs").get("labels"));
        int[] predictions = integers(one.get("inputs").get("predictions"));
        float[] probabilities = new float[truth.length * 10];
        for (int i = 0; i < truth.length; i++) {
            probabilities[i * 10 + predictions[i]] = 1;
        }
        ClassificationReport report = ClassificationReport.of(
                probabilities, truth, integers(one.get("inputs").get("training_counts")), Collections.nCopies(10, "c"));
        JsonNode out = one.get("outputs");
        Map<String, Double> metrics = report.metrics();
        assertThat(metrics.get("accuracy")).isCloseTo(out.get("overall").asDouble(), within(1e-12));
        assertThat(metrics.get("balanced_accuracy"))
                .isCloseTo(out.get("balanced").asDouble(), within(1e-12));
        for (String group : List.of("many", "medium", "few")) {
            assertThat(metrics.get(group + "_accuracy"))
                    .isCloseTo(
                            out.get("group_accuracy").get(group).get("pooled").asDouble(), within(1e-12));
        }
        for (int c = 0; c < 10; c++) {
            assertThat(report.perClass().get(c).accuracy())
                    .isCloseTo(out.get("per_class_accuracy").get(c).asDouble(), within(1e-12));
        }
    }

    @Test
    void calibrationErrorHasFifteenBins() throws IOException {
        JsonNode one = reference(1);
        JsonNode rows = one.get("inputs").get("probabilities");
        float[] probabilities = new float[rows.size() * 4];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = (float) rows.get(i / 4).get(i % 4).asDouble();
        }
        int[] truth = integers(one.get("inputs").get("labels"));
        ClassificationReport report =
                ClassificationReport.of(probabilities, truth, new int[] {1, 1, 1, 1}, List.of("a", "b", "c", "d"));
        assertThat(report.calibrationError())
                .isCloseTo(one.get("outputs").get("ece").asDouble(), within(1e-6));
        double expected = 0;
        for (int i = 0; i < truth.length; i++) {
            expected -= Math.log(rows.get(i).get(truth[i]).asDouble()) / truth.length;
        }
        assertThat(report.negativeLogLikelihood()).isCloseTo(expected, within(1e-6));
    }

    @Test
    void twoClassesHaveNoGroups() {
        float[] probabilities = {0.9f, 0.1f, 0.5f, 0.5f, 0.2f, 0.8f};
        ClassificationReport report =
                ClassificationReport.of(probabilities, new int[] {0, 1, 1}, new int[] {5, 2}, List.of("a", "b"));
        assertThat(report.metrics()).containsOnlyKeys("accuracy", "balanced_accuracy", "ece", "nll", "auc");
        assertThat(report.auc()).isEqualTo(1);
        assertThat(report.confusion()).isDeepEqualTo(new int[][] {{1, 0}, {1, 1}});
        assertThat(report.balancedAccuracy()).isEqualTo(0.75);
    }

    /** With few_shot, or without any training, no class has more training examples than another. */
    @Test
    void classesOfEqualSizeHaveNoGroups() {
        float[] probabilities = {1, 0, 0, 0, 1, 0, 1, 0, 0};
        int[] truth = {0, 1, 2};
        for (int count : new int[] {0, 8}) {
            assertThat(ClassificationReport.of(
                                    probabilities, truth, new int[] {count, count, count}, List.of("a", "b", "c"))
                            .groups())
                    .isEmpty();
        }
        assertThat(ClassificationReport.of(probabilities, truth, new int[] {8, 8, 9}, List.of("a", "b", "c"))
                        .groups())
                .isEqualTo(Map.of("many", 0.0, "medium", 1.0, "few", 1.0));
    }

    /** The test set lacks classes 1, 3 and 5; the few classes, 4 and 5, have one test example. */
    @Test
    void classesWithoutTestExamplesAreLeftOutOfMeans() {
        int[] truth = {0, 0, 2, 4};
        int[] predicted = {0, 1, 2, 5};
        float[] probabilities = new float[truth.length * 6];
        for (int i = 0; i < truth.length; i++) {
            probabilities[i * 6 + predicted[i]] = 1;
        }
        ClassificationReport report = ClassificationReport.of(
                probabilities, truth, new int[] {6, 5, 4, 3, 2, 1}, List.of("a", "b", "c", "d", "e", "f"));
        assertThat(report.metrics())
                .containsEntry("accuracy", 0.5)
                .containsEntry("balanced_accuracy", 0.5)
                .containsEntry("many_accuracy", 0.5)
                .containsEntry("medium_accuracy", 1.0)
                .containsEntry("few_accuracy", 0.0)
                .containsEntry(ClassificationReport.CLASSES_MISSING, 3.0);
        ClassificationReport none = ClassificationReport.of(
                new float[] {0, 1, 0}, new int[] {1}, new int[] {3, 2, 1}, List.of("a", "b", "c"));
        assertThat(none.metrics()).doesNotContainKeys("many_accuracy", "few_accuracy");
        assertThat(none.metrics()).containsEntry("medium_accuracy", 1.0);
        // Nothing is known of the training examples of published models.
        assertThat(ClassificationReport.of(probabilities, truth, new int[6], List.of("a", "b", "c", "d", "e", "f"))
                        .groups())
                .isEmpty();
    }

    @Test
    void purityIsOfTheGivenClass() {
        TrueLabels truth = new TrueLabels(new int[] {0, 0, 1, 1});
        List<LabelPurity> purity = LabelPurity.of(
                truth, new int[] {0, 0, 0, 1}, new boolean[] {true, true, false, true}, List.of("a", "b"));
        assertThat(purity).containsExactly(new LabelPurity("a", 3, 2, 2.0 / 3, 1), new LabelPurity("b", 1, 1, 1, 1));
        assertThat(LabelPurity.metrics(purity).get("purity_before")).isCloseTo(5.0 / 6, within(1e-12));
        assertThat(LabelPurity.metrics(purity)).containsEntry("purity_after", 1.0);
    }
}
