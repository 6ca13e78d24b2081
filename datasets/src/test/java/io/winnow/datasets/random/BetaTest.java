package io.winnow.datasets.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BetaTest {
    private static final int DRAWN = 20_000;

    private static double[] draws(double alpha) {
        return IntStream.range(0, DRAWN)
                .mapToDouble(i -> Beta.draw(alpha, alpha, CounterRandom.of(9, i)))
                .sorted()
                .toArray();
    }

    /** The largest difference to the distribution function has the quantile 1.95 / sqrt(n) at 99.9% (Kolmogorov and Smirnov). */
    private static void isDistributedAs(double alpha, DoubleUnaryOperator distribution) {
        double[] draws = draws(alpha);
        double largest = 0;
        for (int i = 0; i < DRAWN; i++) {
            largest = Math.max(largest, Math.abs(distribution.applyAsDouble(draws[i]) - (i + 0.5) / DRAWN));
        }
        assertThat(largest).as("alpha " + alpha).isLessThan(1.95 / Math.sqrt(DRAWN));
    }

    @Test
    void drawsHaveTheDistribution() {
        isDistributedAs(0.5, x -> 2 / Math.PI * Math.asin(Math.sqrt(x)));
        isDistributedAs(1, x -> x);
        isDistributedAs(2, x -> x * x * (3 - 2 * x));
    }

    /** Beta(alpha, alpha) has mean 1/2 and variance 1 / (4 (2 alpha + 1)). */
    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.2, 4})
    void drawsHaveMeanAndVariance(double alpha) {
        double[] draws = draws(alpha);
        assertThat(draws[0]).isNotNegative();
        assertThat(draws[DRAWN - 1]).isLessThanOrEqualTo(1);
        double variance = 1 / (4 * (2 * alpha + 1));
        assertThat(Arrays.stream(draws).average().orElseThrow())
                .isCloseTo(0.5, within(5 * Math.sqrt(variance / DRAWN)));
        assertThat(Arrays.stream(draws).map(x -> x * x).average().orElseThrow() - 0.25)
                .isCloseTo(variance, within(0.05 * variance + 0.005));
    }

    /** Beta(a, b) has the mean a / (a + b) and the variance a b / ((a + b)^2 (a + b + 1)). */
    @Test
    void theMeanIsThatOfBothParameters() {
        double mean = IntStream.range(0, DRAWN)
                .mapToDouble(i -> Beta.draw(2, 0.5, CounterRandom.of(10, i)))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(0.8, within(4 * Math.sqrt(1 / (6.25 * 3.5) / DRAWN)));
    }

    @Test
    void theParametersMustBePositive() {
        assertThatThrownBy(() -> Beta.draw(0, 1, CounterRandom.of(1))).hasMessageContaining("found 0.0 and 1.0");
        assertThatThrownBy(() -> Beta.draw(1, -1, CounterRandom.of(1))).hasMessageContaining("found 1.0 and -1.0");
    }
}
