package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.TrueLabelSets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MissingLabelDetectionTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    /**
     * Not listed are b (missing) and c of the first example and a and b of the second, with scores .9, .8, .7 and .1, so the missing class
     * has rank 1. Listed are a of the first and c of the second, which is wrong and has the larger score: rank 2 of 2.
     */
    @Test
    void bothKindsOfMistakesAreRankedApart() {
        Map<String, Double> figures = MissingLabelDetection.of(
                new TrueLabelSets(new int[][] {{0, 1}, {}}),
                new ClassSets(new int[][] {{0}, {2}}, NAMES),
                new float[] {0, 0.9f, 0.8f, 0.7f, 0.1f, 0},
                new float[] {0.2f, 0, 0, 0, 0, 0.6f});
        assertThat(figures)
                .containsEntry("missing_average_precision", 1.0)
                .containsEntry("missing_precision_at_100", 0.25)
                .containsEntry("wrong_average_precision", 0.5)
                .containsEntry("wrong_precision_at_1000", 0.5);
    }

    /** Of b, which the first example lacks, and of a and c, which the second lacks, b and c are found, and besides c of the first by mistake. */
    @Test
    void foundClassesAreRightOrWrong() {
        Map<String, Double> figures = MissingLabelDetection.found(
                new TrueLabelSets(new int[][] {{0, 1}, {0, 1, 2}}),
                new ClassSets(new int[][] {{0}, {1}}, new int[2][0], new boolean[2], NAMES),
                new boolean[] {false, true, true, false, false, true});
        assertThat(figures)
                .containsEntry("corrected_labels_right", 2 / 3.0)
                .containsEntry("missing_labels_found", 2 / 3.0);
        assertThat(MissingLabelDetection.found(
                        new TrueLabelSets(new int[][] {{0}}), new ClassSets(new int[][] {{0}}, NAMES), new boolean[3]))
                .isEmpty();
    }

    @Test
    void withoutMistakesThereIsNothingToMeasure() {
        assertThat(MissingLabelDetection.of(
                        new TrueLabelSets(new int[][] {{0}}),
                        new ClassSets(new int[][] {{0}}, NAMES),
                        new float[3],
                        new float[3]))
                .isEmpty();
    }
}
