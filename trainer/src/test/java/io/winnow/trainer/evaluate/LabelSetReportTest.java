package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.ClassSets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelSetReportTest {
    private static final double EXACT = 1e-6;
    private static final List<String> NAMES = List.of("cat", "dog", "owl");
    private static final int[] TRAIN_COUNTS = {100, 99, 3};

    /** Probabilities of three examples; the pair of the last example and "dog" is unknown. */
    private static final LabelScores SCORES = new LabelScores(
            new float[] {0.9f, 0.1f, 0.3f, 0.2f, 0.6f, 0.4f, 0.7f, 0.8f, 0.1f},
            new byte[] {1, -1, -1, 1, 1, -1, -1, 0, -1},
            3);

    /** "cat" ranks its positives first and third, "dog" ranks its only one first, and "owl" has none. */
    @Test
    void figuresByHand() {
        LabelSetReport report = LabelSetReport.of(SCORES, TRAIN_COUNTS, 1000, NAMES, Optional.empty());
        double cat = (1 + 2 / 3.0) / 2;
        assertThat(report.meanAveragePrecision()).isCloseTo((cat + 1) / 2, within(EXACT));
        assertThat(report.groups()).containsOnlyKeys("many", "medium");
        assertThat(report.groups().get("many")).isCloseTo(cat, within(EXACT));
        assertThat(report.knownShare()).isCloseTo(8 / 9.0, within(EXACT));
        double brier = (.01 + .01 + .09 + .64 + .16 + .16 + .49 + .01) / 8;
        assertThat(report.brier()).isCloseTo(brier, within(EXACT));
        // Bins of width 1/15, closed on the right. The two pairs at 0.1 are the only ones that share a bin.
        double error = (.1 + 2 * .1 + .3 + .8 + .4 + .4 + .7) / 8;
        assertThat(report.calibrationError()).isCloseTo(error, within(EXACT));
        assertThat(report.perClass().get(1))
                .isEqualTo(new LabelSetReport.PerClass("dog", 99, 1, 1, 1, 1, 0.5, 1, 1, 1));
        assertThat(report.perClass().get(2).averagePrecision()).isNaN();
        assertThat(report.metrics())
                .containsEntry("map_medium", 1.0)
                .containsEntry(LabelDecisions.CLASSES_MISSING, 1.0)
                .doesNotContainKeys("map_few", "of1_tuned");
        assertThat(report.metrics().get("of1")).isCloseTo(2 / 3.0, within(EXACT));
        // The top three of three classes are all: three hits among eight known pairs.
        assertThat(report.metrics().get("top3_of1")).isCloseTo(6 / 11.0, within(EXACT));
        assertThat(report.metrics().get("expected_size")).isCloseTo((1.3 + 1.2 + .8) / 3, within(EXACT));
        assertThat(report.metrics().get("mean_size")).isCloseTo((1 + 2) / 3.0, within(EXACT));
        // At 0.5, the second example lacks a class, and the third one has one too many.
        assertThat(report.metrics().get("size_error")).isCloseTo(2 / 3.0, within(EXACT));
    }

    @Test
    void tunedDecisionsAreReportedBesideThoseAtOneHalf() {
        LabelThresholds thresholds = new LabelThresholds(0.5, new double[] {0.15, 0.5, 0.5}, new boolean[3]);
        LabelSetReport report = LabelSetReport.of(SCORES, TRAIN_COUNTS, 1000, NAMES, Optional.of(thresholds));
        // At 0.15, all three examples are cats, of which two are.
        assertThat(report.metrics().get("of1_tuned")).isCloseTo(6 / 7.0, within(EXACT));
        assertThat(report.metrics().get("of1")).isCloseTo(2 / 3.0, within(EXACT));
        assertThat(report.perClass().get(0).threshold()).isEqualTo(0.15);
        assertThat(report.perClass().get(0).precision()).isCloseTo(2 / 3.0, within(EXACT));
    }

    @Test
    void namesAndCountsBelongToTheClasses() {
        assertThatThrownBy(() -> LabelSetReport.of(SCORES, TRAIN_COUNTS, 1000, List.of("cat"), Optional.empty()))
                .hasMessageContaining("1 names and 3 counts do not belong to 3 classes");
    }

    /** With many classes, the first few of each example are looked at; here the only true class is the first, and then the last. */
    @Test
    void theFirstOfManyClasses() {
        int classes = 60;
        float[] scores = new float[2 * classes];
        int[][] truth = {{7}, {8}};
        scores[7] = 1;
        scores[classes + 9] = 1;
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        Map<String, Double> metrics = LabelSetReport.of(
                        LabelScores.of(scores, new ClassSets(truth, names)),
                        new int[classes],
                        100,
                        names,
                        Optional.empty())
                .metrics();
        assertThat(metrics)
                .containsEntry("precision_at_1", 0.5)
                .containsEntry("ndcg_at_1", 0.5)
                .containsEntry("psp_at_1", 0.5)
                .doesNotContainKey("map_few");
        assertThat(LabelSetReport.of(SCORES, TRAIN_COUNTS, 1000, NAMES, Optional.empty())
                        .metrics())
                .doesNotContainKey("precision_at_1");
    }
}
