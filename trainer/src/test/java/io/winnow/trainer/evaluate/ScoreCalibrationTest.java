package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.random.CounterRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreCalibrationTest {
    /** The min-max formula of isotonic regression (Robertson, Wright and Dykstra 1988, equation 1.4.4), for a non-increasing fit. */
    private static double minMax(double[] values, int i) {
        return IntStream.rangeClosed(0, i)
                .mapToDouble(s -> IntStream.range(i, values.length)
                        .mapToDouble(t -> IntStream.rangeClosed(s, t)
                                .mapToDouble(k -> values[k])
                                .average()
                                .orElseThrow())
                        .max()
                        .orElseThrow())
                .min()
                .orElseThrow();
    }

    @Test
    void isotonicEqualsTheMinMaxFormula() {
        for (int trial = 0; trial < 20; trial++) {
            CounterRandom random = CounterRandom.of(3, trial);
            int size = 1 + random.nextInt(30);
            double[] distances = new double[size];
            double[] values = new double[size];
            for (int i = 0; i < size; i++) {
                distances[i] = i * 0.1;
                values[i] = random.nextInt(5) - 0.05 * i;
            }
            IsotonicCalibration fitted = IsotonicCalibration.fit(distances, values);
            for (int i = 0; i < size; i++) {
                assertThat(fitted.score(distances[i])).isCloseTo(minMax(values, i), within(1e-12));
            }
        }
    }

    @Test
    void isotonicAveragesEqualDistancesAndInterpolatesLinearly() {
        IsotonicCalibration fitted =
                IsotonicCalibration.fit(new double[] {0.5, 0.1, 0.5, 0.9}, new double[] {2, 4, 3, 0});
        assertThat(fitted.score(0.5)).isEqualTo(2.5);
        assertThat(fitted.score(0.3)).isCloseTo(3.25, within(1e-12));
        assertThat(fitted.score(-1)).isEqualTo(4);
        assertThat(fitted.score(7)).isZero();
    }

    @Test
    void plattIsAtTheMaximumOfItsLikelihood() {
        CounterRandom random = CounterRandom.of(11, 0);
        double[] distances = new double[60];
        boolean[] similar = new boolean[60];
        int positives = 0;
        for (int i = 0; i < 60; i++) {
            similar[i] = random.nextInt(3) == 0;
            distances[i] = random.nextDouble(0, 1) + (similar[i] ? 0 : 0.4);
            positives += similar[i] ? 1 : 0;
        }
        PlattCalibration fitted = PlattCalibration.fit(distances, similar);
        double byIntercept = 0;
        double bySlope = 0;
        for (int i = 0; i < 60; i++) {
            double target = similar[i] ? (positives + 1.0) / (positives + 2) : 1 / (60 - positives + 2.0);
            byIntercept += fitted.score(distances[i]) - target;
            bySlope += (fitted.score(distances[i]) - target) * distances[i];
        }
        assertThat(fitted.slope()).isPositive();
        assertThat(byIntercept).isCloseTo(0, within(1e-5));
        assertThat(bySlope).isCloseTo(0, within(1e-5));
    }

    /** At the minimum of losses and prior, the gradient is 0: the errors, and those times distances less the pull towards a slope of 1. */
    @Test
    void aPriorHoldsTheSlopeNearOne() {
        double[] distances = {-2, -1, -0.5, 0, 0.3, 0.8, 1.5, 2.5};
        boolean[] similar = {true, true, true, true, false, true, false, false};
        double likely = PlattCalibration.fit(distances, similar).slope();
        double last = likely;
        for (double precision : new double[] {1, 5, 100}) {
            PlattCalibration fitted = PlattCalibration.fitNear(distances, similar, precision);
            double byIntercept = 0;
            double bySlope = -precision * (fitted.slope() - 1);
            for (int i = 0; i < distances.length; i++) {
                double error = fitted.score(distances[i]) - (similar[i] ? 6 / 7.0 : 1 / 5.0);
                byIntercept += error;
                bySlope += error * distances[i];
            }
            assertThat(byIntercept).isCloseTo(0, within(1e-5));
            assertThat(bySlope).isCloseTo(0, within(1e-5));
            assertThat(Math.abs(fitted.slope() - 1)).isLessThan(Math.abs(last - 1));
            last = fitted.slope();
        }
        assertThat(last).isCloseTo(1, within(0.01));
        assertThat(PlattCalibration.fitNear(distances, similar, 0).slope()).isEqualTo(likely);
    }

    @Test
    void plattNeverIncreasesWithTheDistance() {
        PlattCalibration fitted =
                PlattCalibration.fit(new double[] {0.1, 0.2, 0.8, 0.9}, new boolean[] {false, false, true, true});
        assertThat(fitted.score(0.9)).isLessThanOrEqualTo(fitted.score(0.1));
    }
}
