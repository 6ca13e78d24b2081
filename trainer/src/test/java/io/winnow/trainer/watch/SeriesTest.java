package io.winnow.trainer.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesTest {
    private static double[] random(int count, Series series) {
        Random random = new Random(3);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextGaussian();
            series.add(50L * (i + 1), values[i]);
        }
        return values;
    }

    @Test
    void aShortCurveIsKeptAsItIs() {
        Series series = new Series();
        double[] values = random(Series.MOST_GROUPS, series);

        assertThat(series.isThinned()).isFalse();
        assertThat(series.points()).hasSize(values.length);
        for (int i = 0; i < values.length; i++) {
            assertThat(series.points().get(i))
                    .isEqualTo(new Series.Point(50L * (i + 1), values[i], values[i], values[i]));
        }
    }

    /** The oracle are the mean and the extremes of each stretch, which are computed from all values. */
    @ParameterizedTest
    @ValueSource(ints = {401, 777, 100_000, 102_400, 102_401})
    void aLongCurveKeepsTheMeanAndTheExtremesOfEveryStretch(int count) {
        Series series = new Series();
        double[] values = random(count, series);
        List<Series.Point> points = series.points();
        int stretch = 1;
        while ((count + stretch - 1) / stretch > Series.MOST_GROUPS) {
            stretch *= 2;
        }

        assertThat(series.isThinned()).isTrue();
        assertThat(points).hasSize((count + stretch - 1) / stretch).hasSizeBetween(200, Series.MOST_GROUPS);
        for (int i = 0; i < points.size(); i++) {
            int from = i * stretch;
            int to = Math.min(count, from + stretch);
            double[] part = Arrays.copyOfRange(values, from, to);
            assertThat(points.get(i).low()).isEqualTo(Arrays.stream(part).min().orElseThrow());
            assertThat(points.get(i).high()).isEqualTo(Arrays.stream(part).max().orElseThrow());
            assertThat(points.get(i).mean())
                    .isCloseTo(Arrays.stream(part).average().orElseThrow(), within(1e-12));
            assertThat(points.get(i).step()).isEqualTo(Math.round(50 * ((from + 1 + to) / 2.0)));
        }
    }

    @Test
    void valuesThatCannotBeDrawnAreLeftOut() {
        Series series = new Series();
        series.add(1, Double.NaN);
        assertThat(series.points()).isEmpty();
        series.add(2, 0.5);
        series.add(3, Double.POSITIVE_INFINITY);
        assertThat(series.points()).containsExactly(new Series.Point(2, 0.5, 0.5, 0.5));
    }
}
