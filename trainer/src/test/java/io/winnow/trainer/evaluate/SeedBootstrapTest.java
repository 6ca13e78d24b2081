package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SeedBootstrapTest {
    /** Of two pairs, a sample is one of the differences twice with probability 1/4 each, which is more than 2.5%. */
    @Test
    void twoPairsGiveTheirDifferences() {
        SeedBootstrap found = SeedBootstrap.paired(new double[] {1, 2}, new double[] {1.5, 1.75});
        assertThat(found.low()).isEqualTo(-0.25);
        assertThat(found.high()).isEqualTo(0.5);
    }

    /** Of three pairs, all three draws are the smallest difference with probability 1/27, or 3.7%. */
    @Test
    void threePairsGiveTheirDifferences() {
        SeedBootstrap found = SeedBootstrap.paired(new double[] {0, 0, 0}, new double[] {0.25, 0.5, 2});
        assertThat(found.low()).isEqualTo(0.25);
        assertThat(found.high()).isEqualTo(2);
    }

    /** Of many figures, the interval is that of the normal distribution: 1.96 standard errors to each side. */
    @Test
    void ofManyFiguresItIsNormal() {
        double[] first = new Random(1).doubles(200).toArray();
        double[] second = new Random(2).doubles(150).map(value -> 2 * value).toArray();
        SeedBootstrap found = SeedBootstrap.unpaired(first, second);
        double error = Math.sqrt(variance(first) / 200 + variance(second) / 150);
        double difference = DoubleStream.of(second).average().orElseThrow()
                - DoubleStream.of(first).average().orElseThrow();
        assertThat(found.low()).isCloseTo(difference - 1.96 * error, within(0.1 * error));
        assertThat(found.high()).isCloseTo(difference + 1.96 * error, within(0.1 * error));
    }

    /** Pairs stay together: a constant difference has no spread, however much the figures vary. */
    @Test
    void pairsStayTogether() {
        assertThat(SeedBootstrap.paired(new double[] {1, 5, 9}, new double[] {2, 6, 10}))
                .isEqualTo(new SeedBootstrap(1, 1));
    }

    private static double variance(double[] values) {
        double mean = DoubleStream.of(values).average().orElseThrow();
        return DoubleStream.of(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / values.length;
    }
}
