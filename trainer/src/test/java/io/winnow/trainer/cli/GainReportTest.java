package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GainReportTest {
    @Test
    void metricsThatATrainingLacksAreNamed() {
        GainRuns.Comparison comparison = GainRuns.Comparison.of(
                Map.of("accuracy", new double[] {0.5, 0.6}, "auroc", new double[] {0.5, Double.NaN}),
                Map.of(
                        "accuracy", new double[] {0.7, 0.7},
                        "auroc", new double[] {0.5, 0.5},
                        "nll", new double[] {1, 2}));
        assertThat(comparison.metrics()).containsOnlyKeys("accuracy");
        assertThat(comparison.omitted()).containsExactlyInAnyOrder("auroc", "nll");
    }
}
