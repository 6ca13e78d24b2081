package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogOddsTest {
    @Test
    void shiftedLogOddsKeepTheirDistances() {
        float[] values = LogOdds.shifted(LogOdds.of(new float[] {0.2f, 0.5f, 0.9f}), 0.3);
        assertThat((values[0] + values[1] + values[2]) / 3).isCloseTo(0.3f, within(1e-6f));
        assertThat(logit(values[1]) - logit(values[0])).isCloseTo(logit(0.5) - logit(0.2), within(1e-4));
        assertThat(logit(values[2]) - logit(values[1])).isCloseTo(logit(0.9) - logit(0.5), within(1e-4));
    }

    private static double logit(double p) {
        return Math.log(p / (1 - p));
    }
}
