package io.winnow.datasets.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DigammaTest {
    private static final double EULER = 0.5772156649015329;

    @Test
    void closedForms() {
        assertThat(Digamma.of(1)).isCloseTo(-EULER, within(1e-14));
        assertThat(Digamma.of(0.5)).isCloseTo(-EULER - 2 * Math.log(2), within(1e-14));
        double harmonic = 0;
        for (int n = 1; n < 100; n++) {
            harmonic += 1.0 / n;
        }
        assertThat(Digamma.of(100)).isCloseTo(harmonic - EULER, within(1e-13));
        assertThat(Digamma.of(0.01)).isCloseTo(Digamma.of(1.01) - 100, within(1e-12));
    }
}
