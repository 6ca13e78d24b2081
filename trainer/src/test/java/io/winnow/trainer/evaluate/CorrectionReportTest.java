package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.label.TrueLabels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CorrectionReportTest {
    /**
     * Six examples of true class 0. Four labels are wrong: one is corrected rightly, one wrongly, one is left out, and one stays. Of two right
     * labels one is corrected wrongly; the other is trusted.
     */
    @Test
    void sharesAreCountedByHand() {
        Map<String, Double> metrics = CorrectionReport.of(
                        new TrueLabels(new int[] {0, 0, 0, 0, 0, 0}),
                        new int[] {1, 1, 1, 1, 0, 0},
                        new int[] {0, 2, 1, 1, 2, 0},
                        new boolean[] {true, true, false, true, true, true},
                        new boolean[] {false, false, false, true, false, true})
                .metrics();
        assertThat(metrics)
                .containsExactly(
                        Map.entry("anchor_accuracy", 1 / 2.0),
                        Map.entry("label_accuracy_before", 2 / 6.0),
                        Map.entry("label_accuracy_after", 2 / 5.0),
                        Map.entry("correction_precision", 1 / 3.0),
                        Map.entry("correction_recall", 1 / 4.0),
                        Map.entry("wrong_labels_found", 3 / 4.0));
    }

    /** Two classes by their given labels: of class 1, one of two labels is right; of class 0, both are, and one of them is left out. */
    @Test
    void eachClassIsCountedByItsGivenLabels() {
        List<CorrectionReport> reports = CorrectionReport.byClass(
                new TrueLabels(new int[] {0, 1, 0, 0}),
                new int[] {1, 1, 0, 0},
                new int[] {0, 1, 0, 0},
                new boolean[] {true, true, true, false},
                new boolean[] {false, true, false, false},
                2);
        assertThat(reports.get(0).metrics())
                .containsExactly(Map.entry("label_accuracy_before", 1.0), Map.entry("label_accuracy_after", 1.0));
        assertThat(reports.get(1).metrics())
                .containsExactly(
                        Map.entry("anchor_accuracy", 1.0),
                        Map.entry("label_accuracy_before", 0.5),
                        Map.entry("label_accuracy_after", 1.0),
                        Map.entry("correction_precision", 1.0),
                        Map.entry("correction_recall", 1.0),
                        Map.entry("wrong_labels_found", 1.0));
    }

    @Test
    void sharesOfNothingAreLeftOut() {
        assertThat(CorrectionReport.of(
                                new TrueLabels(new int[] {0}),
                                new int[] {0},
                                new int[] {0},
                                new boolean[] {true},
                                new boolean[] {false})
                        .metrics())
                .containsOnlyKeys("label_accuracy_before", "label_accuracy_after");
    }
}
