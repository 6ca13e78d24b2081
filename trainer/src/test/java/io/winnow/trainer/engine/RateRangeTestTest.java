package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RateRangeTestTest extends TrainingRuns {
    /** The rates are 1e-7 and 10 at the ends and a constant factor apart. */
    @Test
    void ratesGrowExponentially() {
        assertThat(RateRangeTest.rate(0)).isEqualTo(1e-7);
        assertThat(RateRangeTest.rate(99)).isCloseTo(10, within(1e-12));
        assertThat(RateRangeTest.rate(50) / RateRangeTest.rate(49)).isCloseTo(Math.pow(1e8, 1 / 99.0), within(1e-9));
    }

    /** The average with weights 0.9^k of the losses k steps ago, which sum to 1. */
    @Test
    void lossesAreSmoothedWithoutBias() {
        List<RateCurve.Point> points = new ArrayList<>();
        double[] losses = {3, 1, 2};
        for (double loss : losses) {
            points.add(RateCurve.next(points, 1, loss));
        }
        assertThat(points.get(0).smoothed()).isCloseTo(3, within(1e-12));
        assertThat(points.get(2).smoothed()).isCloseTo((0.81 * 3 + 0.9 * 1 + 2) / (0.81 + 0.9 + 1), within(1e-12));
    }

    /** The smoothed loss falls slowly, steeply around point 20, slowly to the minimum at point 30, and rises. */
    @Test
    void theSuggestionsAreTheSteepestDescentAndATenthOfTheMinimum() {
        List<RateCurve.Point> points = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            double smoothed = i <= 30 ? 1 / (1 + Math.exp((i - 20) / 2.0)) - i * 1e-4 : 0.1 * (i - 30);
            points.add(new RateCurve.Point(Math.pow(10, i / 10.0 - 5), smoothed, smoothed));
        }
        RateCurve curve = new RateCurve("1-fit", points);
        assertThat(curve.steepest()).hasValueSatisfying(rate -> assertThat(rate).isCloseTo(1e-3, within(1e-12)));
        assertThat(curve.tenthOfMinimum())
                .hasValueSatisfying(rate -> assertThat(rate).isCloseTo(1e-3, within(1e-12)));
        assertThat(curve.text()).contains("40 steps", "Suggested learning_rate: 1.00e-03", "########");
    }

    /** A steep fall at rates that hardly change the network is chance: the batches there happened to be easy. */
    @Test
    void aFallAtTinyRatesIsNotSuggested() {
        List<RateCurve.Point> points = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            double chance = i < 15 ? 1 : 0;
            double smoothed = i <= 60 ? chance + 1 / (1 + Math.exp((i - 50) / 2.0)) - i * 1e-4 : 0.1 * (i - 60);
            points.add(new RateCurve.Point(Math.pow(10, i / 10.0 - 7), smoothed, smoothed));
        }
        assertThat(new RateCurve("1-fit", points).steepest())
                .hasValueSatisfying(rate -> assertThat(rate).isCloseTo(1e-2, within(1e-12)));
    }

    @Test
    void aLossThatNeverFallsGivesNoSuggestion() {
        List<RateCurve.Point> points = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            points.add(new RateCurve.Point(i + 1, i, i));
        }
        RateCurve curve = new RateCurve("1-fit", points);
        assertThat(curve.steepest()).isEmpty();
        assertThat(curve.tenthOfMinimum()).isEmpty();
        assertThat(curve.text()).contains("the loss did not fall");
        assertThat(new RateCurve("1-fit", List.of()).text()).contains("0 steps");
    }

    /**
     * Plain gradient descent on least squares diverges above a rate of 2 / (largest eigenvalue). The curvature of a weight is 2 / 3 and that
     * of the bias is 2, up to the chance of the data, so the test ends soon after a rate of about 1, and the suggestion lies below.
     */
    @Test
    void itTakesThePlaceOfATrainingAndWritesNothing() throws IOException {
        rateTest = Optional.of(new RateRangeTest(Optional.of("fit")));
        TrainingOptions options = options(1000, 1, new OptimizerOptions.Sgd(0.3, 0, false, 0));
        RateCurve curve = catchThrowableOfType(RateCurveException.class, () -> train("rates", options))
                .curve();
        assertThat(curve.stage()).isEqualTo("1-fit");
        assertThat(curve.points()).hasSizeBetween(80, 99);
        RateCurve.Point last = curve.points().get(curve.points().size() - 1);
        assertThat(last.rate()).isBetween(1.0, 8.0);
        assertThat(curve.steepest().orElseThrow()).isBetween(1e-3, 1.0);
        assertThat(curve.tenthOfMinimum().orElseThrow()).isBetween(1e-3, 0.2);
        assertThat(Files.exists(folder.resolve("rates/checkpoints"))).isFalse();
        assertThat(events("rates")).isEmpty();
    }

    /** Its first steps are those of a training with the same small rate. */
    @Test
    void theFirstLossIsThatOfATraining() throws IOException {
        TrainingOptions options = options(4, 1, new OptimizerOptions.Sgd(1e-7, 0, false, 0));
        train("trained", options);
        double mean = events("trained").get(0).values().get("loss");
        rateTest = Optional.of(new RateRangeTest(Optional.empty()));
        RateCurve curve = catchThrowableOfType(RateCurveException.class, () -> train("rates", options))
                .curve();
        assertThat(curve.points().stream()
                        .limit(4)
                        .mapToDouble(RateCurve.Point::loss)
                        .average()
                        .orElseThrow())
                .isCloseTo(mean, within(1e-5));
    }

    @Test
    void anotherStageIsTrainedAsUsual() throws IOException {
        rateTest = Optional.of(new RateRangeTest(Optional.of("classify")));
        assertThat(train("other", options(4, 1, ADAM))).isNotEmpty();
    }
}
