package io.winnow.datasets.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SymmetricDirichletTest {
    @Test
    void sharesSumToOneAndHaveTheKnownMeanAndVariance() {
        CounterRandom random = CounterRandom.of(9);
        int classes = 5;
        double alpha = 0.3;
        int draws = 40_000;
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double[] shares = SymmetricDirichlet.of(classes, alpha, random);
            assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-9));
            mean += shares[2] / draws;
            squares += shares[2] * shares[2] / draws;
        }
        assertThat(mean).isCloseTo(0.2, within(0.005));
        assertThat(squares - mean * mean).isCloseTo(0.2 * 0.8 / (classes * alpha + 1), within(0.002));
    }
}
