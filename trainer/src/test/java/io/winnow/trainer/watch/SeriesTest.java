package io.winnow.trainer.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesTest {
    private static List<Series.Point> random(int count, Series series) {
        Random random = new Random(3);
        List<Series.Point> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            double value = random.nextGaussian();
            all.add(new Series.Point(50L * i, value));
            series.add(50L * i, value);
        }
        return all;
    }

    @Test
    void aShortCurveIsKeptAsItIs() {
        Series series = new Series();
        List<Series.Point> all = random(400, series);

        assertThat(series.points()).isEqualTo(all);
    }

    @Test
    void aLongCurveKeepsItsOrderAndTheExtremesOfEveryStretch() {
        Series series = new Series();
        List<Series.Point> all = random(100_000, series);
        List<Series.Point> points = series.points();

        assertThat(points).hasSizeBetween(400, 801).isSubsetOf(all);
        assertThat(points.stream().map(Series.Point::step)).isSorted();
        assertThat(points.get(points.size() - 1)).isEqualTo(all.get(all.size() - 1));
        int stretch = 256; // 100,000 points in at most 400 groups, whose sizes double
        for (int from = 0; from < all.size(); from += stretch) {
            List<Series.Point> part = all.subList(from, Math.min(all.size(), from + stretch));
            assertThat(points)
                    .contains(part.stream()
                            .max((a, b) -> Double.compare(a.value(), b.value()))
                            .orElseThrow());
            assertThat(points)
                    .contains(part.stream()
                            .min((a, b) -> Double.compare(a.value(), b.value()))
                            .orElseThrow());
        }
    }

    @Test
    void valuesThatCannotBeDrawnAreLeftOut() {
        Series series = new Series();
        series.add(1, Double.NaN);
        assertThat(series.points()).isEmpty();
        series.add(2, 0.5);
        series.add(3, Double.POSITIVE_INFINITY);
        assertThat(series.points()).containsExactly(new Series.Point(2, 0.5));
    }
}
