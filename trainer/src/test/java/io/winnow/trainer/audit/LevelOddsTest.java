package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.trainer.calibrate.NeighbourVotes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LevelOddsTest {
    private static final double[] LEVELS = {0, 0, 0, 0, 0, 1, 1, 2};
    private static final double[] PREDICTIONS = {0.5, 0.7, 0.2, 0.6, 1.4, 0.9, 0.8, 1.2};

    /** The figures are those of numpy: polyfit for the line, and the products of shares and normal densities, divided by their sum. */
    @Test
    void probabilitiesAreThoseOfBayes() {
        LevelOdds odds = LevelOdds.fit(PREDICTIONS, LEVELS, 4);
        assertThat(odds.offset()).isCloseTo(0.66875, within(1e-12));
        assertThat(odds.slope()).isCloseTo(0.2375, within(1e-12));
        assertThat(odds.spread()).isCloseTo(0.31684479639091434, within(1e-12));
        assertThat(odds.shares()).containsExactly(0.625, 0.25, 0.125, 0);
        assertThat(odds.probabilities(0.6))
                .containsExactly(new double[] {0.76707486, 0.19690353, 0.03602162, 0}, within(1e-8));
        assertThat(odds.probabilities(1.4))
                .containsExactly(new double[] {0.20955868, 0.35700162, 0.43343969, 0}, within(1e-8));
        assertThat(odds.contradicts(0.6, 2)).isTrue();
        assertThat(odds.contradicts(0.6, 1)).isFalse();
    }

    /** Predictions that fall where levels rise, or are all equal, tell nothing, and those without an error tell everything. */
    @Test
    void extremePredictionsGiveProbabilities() {
        LevelOdds falling = LevelOdds.fit(new double[] {3, 2, 1, 0}, new double[] {0, 0, 1, 1}, 2);
        assertThat(falling.probabilities(9)).containsExactly(new double[] {0.5, 0.5}, within(1e-12));
        LevelOdds equal = LevelOdds.fit(new double[] {1, 1, 1, 1}, new double[] {0, 1, 1, 1}, 2);
        assertThat(equal.probabilities(1)).containsExactly(new double[] {0.25, 0.75}, within(1e-12));
        LevelOdds exact = LevelOdds.fit(new double[] {0, 1, 1, 2}, new double[] {0, 1, 1, 2}, 3);
        assertThat(exact.probabilities(1)).containsExactly(0, 1, 0);
        assertThat(LevelOdds.fit(new double[] {2, 2}, new double[] {0, 0}, 3).probabilities(5))
                .containsExactly(1, 0, 0);
    }

    /**
     * Most examples have the highest level. A rare low level whose prediction is as low as that of others with it comes after a high level
     * with a low prediction, although it is farther from what is predicted for it.
     */
    @Test
    void rareLevelsAreNotSuspiciousForBeingRare() {
        int n = 60;
        int[] levels = new int[n];
        double[] predictions = new double[n];
        for (int i = 0; i < n; i++) {
            levels[i] = i < 6 ? 0 : 4;
            predictions[i] = i < 6 ? 2.2 : 3.8 + 0.01 * (i % 5);
        }
        predictions[10] = 2;
        Map<String, double[]> methods = Map.of(LabelAudit.MEAN, predictions);
        ResidualAudit audit = new ResidualAudit(
                new OrdinalLabels(levels, Optional.empty(), List.of("a", "b", "c", "d", "e")),
                Arrays.stream(levels).asDoubleStream().toArray(),
                methods,
                new NeighbourVotes(new int[0], 0),
                1);
        LevelFindings findings = new LevelFindings(audit, LabelAudit.MEAN);
        Suspect first = findings.suspects(1).get(0);
        assertThat(first.row()).isEqualTo(10);
        assertThat(first.suggested()).isEqualTo("a");
        assertThat(first.wrong()).isGreaterThan(3);
        assertThat(findings.sentence())
                .isEqualTo(
                        "60 labels. For 1 of them, another level is more than 10 times as probable as the given one.");
    }
}
