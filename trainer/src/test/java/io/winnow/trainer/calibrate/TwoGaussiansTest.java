package io.winnow.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TwoGaussiansTest {
    @Test
    void groupsFarApartHaveTheirOwnMoments() {
        // The groups are so far apart that the maximum of the likelihood is known: the fractions, means and variances
        // of
        // the groups.
        TwoGaussians found = TwoGaussians.fit(new double[] {101, -1, 1, 99, 0, 103, 0, 101, -1, 1});
        assertThat(found.lowWeight()).isCloseTo(0.6, within(1e-12));
        assertThat(found.lowMean()).isCloseTo(0, within(1e-12));
        assertThat(found.lowVariance()).isCloseTo(4.0 / 6, within(1e-12));
        assertThat(found.highMean()).isCloseTo(101, within(1e-12));
        assertThat(found.highVariance()).isCloseTo(2, within(1e-12));
        assertThat(found.low(1)).isCloseTo(1, within(1e-12));
        assertThat(found.low(99)).isCloseTo(0, within(1e-12));
    }

    @Test
    void theProbabilityFollowsBayesTheorem() {
        TwoGaussians mixture = new TwoGaussians(0.25, 0, 1, 3, 4);
        double low = 0.25 * Math.exp(-0.5);
        double high = 0.75 / 2 * Math.exp(-0.5);
        assertThat(mixture.low(1)).isCloseTo(low / (low + high), within(1e-12));
        TwoGaussians alike = new TwoGaussians(0.5, -2, 3, 4, 3);
        assertThat(alike.low(1)).isEqualTo(0.5);
        // Far from both means, both densities are zero in double precision.
        assertThat(alike.low(-1e3)).isEqualTo(1);
        assertThat(alike.low(1e3)).isZero();
    }

    @Test
    void overlappingGroupsAreFound() {
        int count = 20_000;
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            CounterRandom random = CounterRandom.of(3, i);
            double normal = -6;
            for (int j = 0; j < 12; j++) {
                normal += random.nextDouble();
            }
            values[i] = random.nextBoolean(0.3) ? 1 + 0.5 * normal : 4 + normal;
        }
        TwoGaussians found = TwoGaussians.fit(values);
        assertThat(found.lowWeight()).isCloseTo(0.3, within(0.015));
        assertThat(found.lowMean()).isCloseTo(1, within(0.03));
        assertThat(found.lowVariance()).isCloseTo(0.25, within(0.02));
        assertThat(found.highMean()).isCloseTo(4, within(0.04));
        assertThat(found.highVariance()).isCloseTo(1, within(0.06));
        // When EM has converged, the weight is the mean of the posterior probabilities.
        assertThat(Arrays.stream(values).map(found::low).average().orElseThrow())
                .isCloseTo(found.lowWeight(), within(1e-4));
        double[] shifted = Arrays.stream(values).map(v -> 1000 - 10 * v).toArray();
        TwoGaussians mirrored = TwoGaussians.fit(shifted);
        assertThat(mirrored.highMean()).isCloseTo(1000 - 10 * found.lowMean(), within(0.05));
        assertThat(mirrored.lowWeight()).isCloseTo(1 - found.lowWeight(), within(1e-3));
    }

    @Test
    void equalValuesAreAllLow() {
        TwoGaussians one = TwoGaussians.fit(new double[] {2.5});
        assertThat(one).isEqualTo(new TwoGaussians(1, 2.5, 0, 2.5, 0));
        TwoGaussians equal = TwoGaussians.fit(new double[] {0.1, 0.1 + 1e-17, 0.1, Math.nextUp(0.1)});
        assertThat(equal.low(0.1)).isEqualTo(1);
        assertThat(TwoGaussians.fit(new double[3]).low(0)).isEqualTo(1);
    }

    @Test
    void aGroupMayBeASingleValue() {
        TwoGaussians found = TwoGaussians.fit(new double[] {1, 1, 1, 1, 50});
        assertThat(found.lowWeight()).isCloseTo(0.8, within(1e-12));
        assertThat(found.highMean()).isCloseTo(50, within(1e-12));
        assertThat(found.low(1)).isCloseTo(1, within(1e-12));
        assertThat(found.low(50)).isCloseTo(0, within(1e-12));
    }

    @Test
    void valuesMustBeFinite() {
        assertThatThrownBy(() -> TwoGaussians.fit(new double[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TwoGaussians.fit(new double[] {1, Double.NaN}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("finite");
    }
}
