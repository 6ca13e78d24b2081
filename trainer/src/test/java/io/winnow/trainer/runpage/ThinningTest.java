package io.winnow.trainer.runpage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.trainer.page.Curve;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThinningTest {
    private static final int POINTS = 10_000;

    private static double[] steps() {
        return IntStream.range(0, POINTS).mapToDouble(i -> i).toArray();
    }

    /** A spike of one point must not vanish, nor be moved. */
    @Test
    void extremesAndEndsStay() {
        double[] y =
                IntStream.range(0, POINTS).mapToDouble(i -> Math.sin(i / 300.0)).toArray();
        y[4321] = 50;
        y[7000] = -70;
        Curve thin = Thinning.of(Curve.of("loss", steps(), y));
        assertThat(thin.x().length).isLessThanOrEqualTo(Thinning.MOST + 2).isGreaterThan(Thinning.SECTIONS);
        assertThat(thin.x()).isSorted().contains(0, POINTS - 1, 4321, 7000).doesNotHaveDuplicates();
        assertThat(IntStream.range(0, thin.x().length).allMatch(i -> thin.y()[i] == y[(int) thin.x()[i]]))
                .isTrue();
    }

    @Test
    void aBandKeepsItsOuterEdgesAndItsMean() {
        double[] y = IntStream.range(0, POINTS).mapToDouble(i -> i % 10).toArray();
        double[] low = Arrays.stream(y).map(each -> each - 1).toArray();
        double[] high = Arrays.stream(y).map(each -> each + 1).toArray();
        high[5555] = 99;
        Curve thin = Thinning.of(new Curve("loss", steps(), y, low, high));
        assertThat(thin.x()).hasSize(Thinning.SECTIONS + 1);
        assertThat(thin.y()[7]).isCloseTo(4.5, within(1e-12));
        assertThat(thin.low()[7]).isEqualTo(-1);
        assertThat(Arrays.stream(thin.high()).max()).hasValue(99);
    }

    @Test
    void aShortCurveStaysAsItIs() {
        Curve curve = Curve.of("loss", new double[Thinning.MOST], new double[Thinning.MOST]);
        assertThat(Thinning.of(curve)).isSameAs(curve);
    }
}
