package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationErrorTest {
    /** Shares of right predictions in the bins, from numpy.digitize with bins that are closed on the right. */
    private static final double[] ACCURACIES = {
        0.75, 0.5, 0.75, 1, 0.75, 0.5, 0.75, 0.75, 0.75, 0.75, 0.75, 0.75, 0.75, 0.75, 0.5
    };

    @Test
    void binsAndErrorAreThoseOfNumPy() {
        CalibrationError error = new CalibrationError();
        for (int i = 0; i < 60; i++) {
            error.add((1 + i * 29 % 60) / 60.0, i * i % 7 <= 2);
        }
        List<CalibrationError.Bin> bins = error.bins();
        assertThat(bins).hasSize(15);
        for (int b = 0; b < 15; b++) {
            assertThat(bins.get(b).count()).isEqualTo(4);
            assertThat(bins.get(b).confidence()).isCloseTo((4 * b + 2.5) / 60, within(1e-12));
            assertThat(bins.get(b).accuracy()).isEqualTo(ACCURACIES[b]);
        }
        assertThat(error.value()).isCloseTo(0.3083333333333333, within(1e-12));
    }

    @Test
    void anEmptyBinHasNoAccuracy() {
        CalibrationError error = new CalibrationError();
        error.add(1, true);
        assertThat(error.bins().get(14).count()).isEqualTo(1);
        assertThat(error.bins().get(0).count()).isZero();
        assertThat(error.bins().get(0).accuracy()).isNaN();
        assertThat(error.value()).isZero();
        assertThat(new CalibrationError().value()).isNaN();
    }
}
