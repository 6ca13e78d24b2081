package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.ClassLabels;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectiveThresholdTest {
    /** Two classes with the logits (falling, 0), of which the first {@code right} examples are right. */
    private static LogitRows falling(int count, int right) {
        float[] logits = new float[2 * count];
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            logits[2 * i] = 10 - 9f * i / count;
            classes[i] = i < right ? 0 : 1;
        }
        return LogitRows.ofClasses(logits, new ClassLabels(classes, List.of("a", "b")));
    }

    /**
     * All of the n first of 400 examples are right, n a multiple of 20: the bound is (0.05 / 20)^(1 / n), and behind the 300 right ones, the
     * precision of all 400 is 0.75.
     */
    @Test
    void theLargestShareThatReachesThePrecisionIsAccepted() {
        SelectiveThreshold chosen = SelectiveThreshold.choose(falling(400, 300), 1, 0.95);
        assertThat(chosen.reaches()).isTrue();
        assertThat(chosen.validation()).isEqualTo(new SelectiveThreshold.Accepted(400, 300, 300));
        assertThat(chosen.lowerBound()).isCloseTo(Math.pow(0.05 / 20, 1.0 / 300), within(1e-9));
        assertThat(chosen.threshold()).isCloseTo(1 / (1 + Math.exp(-(10 - 9 * 0.75))), within(1e-6));
        // 0.05 / 20 is the probability of 117 right ones of 117 at the precision 0.95: with 100, no candidate reaches
        // it.
        SelectiveThreshold few = SelectiveThreshold.choose(falling(100, 100), 1, 0.95);
        assertThat(few.reaches()).isFalse();
        assertThat(few.lowerBound()).isCloseTo(Math.pow(0.05 / 20, 1.0 / 100), within(1e-9));
        SelectiveThreshold all = SelectiveThreshold.choose(falling(400, 400), 1, 0.95);
        assertThat(all.threshold()).isZero();
        assertThat(all.validation().coverage()).isEqualTo(1);
        assertThat(all.accepts(new float[] {0.5f, 0.5f})).isTrue();
    }

    @Test
    void equalProbabilitiesAreAcceptedOrRejectedTogether() {
        int[] classes = new int[200];
        LogitRows rows = LogitRows.ofClasses(new float[400], new ClassLabels(classes, List.of("a", "b")));
        assertThat(SelectiveThreshold.choose(rows, 1, 0.9).validation().accepted())
                .isEqualTo(200);
        assertThat(SelectiveThreshold.choose(rows, 1, 0.999).reaches()).isFalse();
    }

    /**
     * The rule as a whole, with the temperature that is fitted to the same examples: of 300 samples, in at most 5% (and a margin of three
     * standard errors) the accepted predictions of a large other sample are right less often than wanted.
     */
    @Test
    void theWantedPrecisionIsMissedInFewSamples() {
        LogitRows large = LogitRowsTest.drawn(20_000, 1, 999);
        double wanted = 0.9;
        int missed = 0;
        int reached = 0;
        for (int trial = 0; trial < 300; trial++) {
            LogitRows sample = LogitRowsTest.drawn(500, 1, trial);
            double temperature = sample.temperature().orElseThrow();
            SelectiveThreshold chosen = SelectiveThreshold.choose(sample, temperature, wanted);
            if (chosen.reaches()) {
                reached++;
                missed += chosen.judgedOn(large, temperature).test().precision() < wanted ? 1 : 0;
            }
        }
        assertThat(reached).isGreaterThan(200);
        assertThat(missed).isLessThanOrEqualTo((int) (300 * 0.05 + 3 * Math.sqrt(300 * 0.05 * 0.95)));
    }
}
