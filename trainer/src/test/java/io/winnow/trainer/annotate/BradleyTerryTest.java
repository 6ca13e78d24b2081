package io.winnow.trainer.annotate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The oracles of llm-annotators.md, section 7. */
class BradleyTerryTest {
    @Test
    void twoWinsToNone() {
        BradleyTerry two = BradleyTerry.of(new double[][] {{0, 2}, {0, 0}});
        assertThat(two.strengths()).containsExactly(new double[] {2.7511, 0.3635}, within(5e-5));
        assertThat(two.strengths()[0] * two.strengths()[1]).isCloseTo(1, within(1e-9));
        assertThat(two.beats(0, 1)).isCloseTo(0.8833, within(5e-5));
        assertThat(two.best()).isZero();
        assertThat(two.margin()).isEqualTo(two.beats(0, 1));
    }

    @Test
    void withoutComparisonsAllAreEqual() {
        assertThat(BradleyTerry.of(new double[3][3]).strengths()).containsExactly(1, 1, 1);
        assertThat(BradleyTerry.of(new double[][] {{0, 1}, {1, 0}}).margin()).isCloseTo(0.5, within(1e-9));
        assertThat(BradleyTerry.of(new double[1][1]).margin()).isEqualTo(1);
    }

    /** At the maximum of the likelihood, each candidate has as many wins as expected. */
    @Test
    void winsAreAsExpected() {
        double[][] wins = {{0, 2, 1.5, 0}, {0, 0, 2, 1}, {0.5, 0, 0, 2}, {2, 1, 0, 0}};
        BradleyTerry fit = BradleyTerry.of(wins);
        for (int i = 0; i < 4; i++) {
            double won = 0.5;
            double expected = fit.strengths()[i] / (fit.strengths()[i] + 1);
            for (int j = 0; j < 4; j++) {
                won += wins[i][j];
                expected += i == j ? 0 : (wins[i][j] + wins[j][i]) * fit.beats(i, j);
            }
            assertThat(expected).isCloseTo(won, within(1e-9));
        }
    }
}
