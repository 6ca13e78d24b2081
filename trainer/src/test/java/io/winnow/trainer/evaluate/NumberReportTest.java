package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.random.CounterRandom;
import org.junit.jupiter.api.Test;

/** Metrics of ordered levels and of numbers, by hand and by their definitions. */
class NumberReportTest {
    private static final double EXACT = 1e-12;

    @Test
    void kappaOfTheSameAndOfReversedLevels() {
        int[] levels = {0, 1, 2};
        assertThat(OrdinalReport.of(levels, levels, 3)).isEqualTo(new OrdinalReport(1, 0, 1));
        OrdinalReport reversed = OrdinalReport.of(new int[] {2, 1, 0}, levels, 3);
        assertThat(reversed.kappa()).isEqualTo(-1);
        assertThat(reversed.meanAbsoluteError()).isCloseTo(4 / 3.0, within(EXACT));
        assertThat(reversed.accuracy()).isCloseTo(1 / 3.0, within(EXACT));
    }

    @Test
    void kappaOfConstantLevelsIsUndefined() {
        OrdinalReport report = OrdinalReport.of(new int[] {1, 1}, new int[] {1, 1}, 3);
        assertThat(report.kappa()).isNaN();
        assertThat(report.metrics()).containsOnlyKeys("mae", "accuracy");
        assertThat(OrdinalReport.of(new int[] {1, 1}, new int[] {0, 2}, 3).kappa())
                .isZero();
        assertThatThrownBy(() -> OrdinalReport.of(new int[0], new int[0], 3)).hasMessageContaining("0 predicted");
    }

    /** With two levels, the weighted kappa is Cohen's kappa, (observed - expected agreement) / (1 - expected agreement). */
    @Test
    void kappaOfTwoLevelsIsCohens() {
        int[] predicted = new int[50];
        int[] truth = new int[50];
        double agreed = 0;
        double predictedHigh = 0;
        double trulyHigh = 0;
        for (int i = 0; i < 50; i++) {
            CounterRandom random = CounterRandom.of(6, i);
            truth[i] = random.nextInt(2);
            predicted[i] = random.nextInt(4) == 0 ? 1 - truth[i] : truth[i];
            agreed += truth[i] == predicted[i] ? 1 / 50.0 : 0;
            predictedHigh += predicted[i] / 50.0;
            trulyHigh += truth[i] / 50.0;
        }
        double chance = predictedHigh * trulyHigh + (1 - predictedHigh) * (1 - trulyHigh);
        OrdinalReport report = OrdinalReport.of(predicted, truth, 2);
        assertThat(report.kappa()).isCloseTo((agreed - chance) / (1 - chance), within(EXACT));
        assertThat(report.accuracy()).isCloseTo(agreed, within(EXACT));
    }

    /** Errors 1, -2, 0 and 1; the fifth number is unknown. The ranks of the truth are 1, 2, 3.5 and 3.5. */
    @Test
    void numbersByHand() {
        NumberReport report = NumberReport.of(new double[] {2, 0, 4, 5, 9}, new double[] {1, 2, 4, 4, Double.NaN});
        assertThat(report.known()).isEqualTo(4);
        assertThat(report.meanAbsoluteError()).isEqualTo(1);
        assertThat(report.rootMeanSquaredError()).isCloseTo(Math.sqrt(1.5), within(EXACT));
        // The deviations of the truth from its mean 2.75 have the squares 3.0625, .5625, 1.5625 and 1.5625.
        assertThat(report.determination()).isCloseTo(1 - 6 / 6.75, within(EXACT));
        // Deviations of the ranks: (-.5, -1.5, .5, 1.5) and (-1.5, -.5, 1, 1).
        assertThat(report.spearman()).isCloseTo((.75 + .75 + .5 + 1.5) / Math.sqrt(5 * 4.5), within(EXACT));
        assertThat(report.metrics()).containsOnlyKeys("mae", "rmse", "r2", "spearman");
    }

    /** Without ties, Spearman's correlation is 1 - 6 sum d^2 / (n (n^2 - 1)), where d is the difference of the ranks. */
    @Test
    void spearmanWithoutTies() {
        NumberReport report = NumberReport.of(new double[] {10, 1, 100, -4, 7}, new double[] {1, 2, 3, 4, 5});
        double squares = Math.pow(4 - 1, 2) + Math.pow(2 - 2, 2) + Math.pow(5 - 3, 2) + 9 + Math.pow(3 - 5, 2);
        assertThat(report.spearman()).isCloseTo(1 - 6 * squares / (5 * 24), within(EXACT));
    }

    @Test
    void constantAndMissingNumbersLeaveFiguresUndefined() {
        assertThat(NumberReport.of(new double[] {1, 2}, new double[] {3, 3}).metrics())
                .containsOnlyKeys("mae", "rmse");
        assertThat(NumberReport.of(new double[] {1}, new double[] {Double.NaN}).metrics())
                .isEmpty();
        assertThatThrownBy(() -> NumberReport.of(new double[2], new double[1]))
                .hasMessageContaining("2 predictions do not belong to 1 numbers");
    }
}
