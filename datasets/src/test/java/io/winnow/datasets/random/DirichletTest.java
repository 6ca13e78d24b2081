package io.winnow.datasets.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirichletTest {
    /** With K shares, the mean is 1/K and the variance (1/K) (1 - 1/K) / (K alpha + 1). */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 5})
    void hasTheMomentsOfTheDistribution(double alpha) {
        int draws = 20_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double[] shares = Dirichlet.draw(alpha, 4, CounterRandom.of(3, i));
            assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
            sum += shares[2];
            squares += shares[2] * shares[2];
        }
        double mean = sum / draws;
        assertThat(mean).isCloseTo(0.25, within(0.01));
        assertThat(squares / draws - mean * mean).isCloseTo(0.1875 / (4 * alpha + 1), within(0.005));
    }

    @Test
    void aTinyParameterGivesOneShareAlmostAll() {
        double[] shares = Dirichlet.draw(1e-6, 5, CounterRandom.of(1));
        assertThat(Arrays.stream(shares).max().orElseThrow()).isCloseTo(1, within(1e-9));
        assertThat(shares).doesNotContain(Double.NaN);
    }

    @Test
    void refusesWhatIsNoDistribution() {
        assertThatThrownBy(() -> Dirichlet.draw(0, 5, CounterRandom.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.0");
    }
}
