package io.winnow.trainer.recipe.semi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.trainer.recipe.semi.PseudoLabelOptions.Align;
import org.junit.jupiter.api.Test;

class PseudoLabelOptionsTest {
    private static final double[][] FOUR = {{0.9, 0.1}, {0.8, 0.2}, {0.7, 0.3}, {0.4, 0.6}};
    private static final double[] EVEN = {0.5, 0.5};

    /** value-of-labels.md, oracles: at most two of each class, so that the third image gets no label. */
    @Test
    void alignmentTakesTheMostConfidentOfEachClass() {
        PseudoLabels chosen = new PseudoLabelOptions(0, Align.UNIFORM, 0).choose(FOUR, EVEN);
        assertThat(chosen.labels()).containsExactly(0, 0, 0, 1);
        assertThat(chosen.passed()).containsExactly(true, true, false, true);
        assertThat(new PseudoLabelOptions(0, Align.LABELLED, 0)
                        .choose(FOUR, new double[] {0.75, 0.25})
                        .passed())
                .containsOnly(true);
    }

    @Test
    void thresholdAndAdjustmentChangeWhatCounts() {
        assertThat(new PseudoLabelOptions(0.75, Align.NONE, 0)
                        .choose(FOUR, EVEN)
                        .passed())
                .containsExactly(true, true, false, false);
        // The odds 7 : 3 divided by the prior odds 3 : 1 are 7 : 9.
        PseudoLabels adjusted = new PseudoLabelOptions(0, Align.NONE, 1).choose(FOUR, new double[] {0.75, 0.25});
        assertThat(adjusted.labels()).containsExactly(0, 0, 1, 1);
        assertThat(adjusted.probabilities()[2]).containsExactly(new double[] {7 / 16.0, 9 / 16.0}, within(1e-12));
    }

    /** The weighted mean of losses is (L + omega U) / (1 + omega). */
    @Test
    void weightsGiveBothMeansTheirShare() {
        int[] places = {0, -1, 1, -1, -1};
        double[] losses = {1, 10, 3, 20, 60};
        for (double omega : new double[] {0, 0.5, 1}) {
            float[] weights = SelfTraining.weights(omega, places, 2);
            double sum = 0;
            double all = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * losses[i];
                all += weights[i];
            }
            assertThat(sum / all).isCloseTo((2 + omega * 30) / (1 + omega), within(1e-5));
        }
    }
}
