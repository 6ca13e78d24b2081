package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ProportionTest {
    /** The ends of the Wilson interval are the shares p at which (x - p)^2 = z^2 p (1 - p) / n. */
    @Test
    void theEndsSolveTheQuadraticEquation() {
        for (int[] each : new int[][] {{0, 10}, {1, 10}, {7, 10}, {10, 10}, {40, 100}, {3, 2000}}) {
            Proportion found = Proportion.of(each[0], each[1]);
            for (double end : new double[] {found.low(), found.high()}) {
                double distance = found.share() - end;
                double variance = end * (1 - end) / each[1];
                assertThat(distance * distance).isCloseTo(3.841458820694124 * variance, within(1e-12));
            }
            assertThat(found.low()).isLessThanOrEqualTo(found.share());
            assertThat(found.high()).isGreaterThanOrEqualTo(found.share());
        }
        // Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table 1.
        assertThat(Proportion.of(81, 263).low()).isCloseTo(0.2553, within(5e-5));
        assertThat(Proportion.of(81, 263).high()).isCloseTo(0.3662, within(5e-5));
        assertThat(Proportion.of(0, 20).high()).isCloseTo(0.1611, within(5e-5));
    }

    /** Draws without replacement, of a fifth and of nearly all of a whole: an interval that ignores this would hold the share nearly always. */
    @Test
    void intervalsOfFiniteWholesAreNarrowerAndStillHoldTheShare() {
        Random random = new Random(6);
        int[][] cases = {{500, 100, 60}, {200, 150, 30}, {108, 100, 40}};
        for (int[] each : cases) {
            int held = 0;
            for (int trial = 0; trial < 2000; trial++) {
                int left = each[2];
                int count = 0;
                for (int i = 0; i < each[1]; i++) {
                    boolean has = random.nextInt(each[0] - i) < left;
                    left -= has ? 1 : 0;
                    count += has ? 1 : 0;
                }
                Proportion found = Proportion.of(count, each[1], each[0]);
                Proportion endless = Proportion.of(count, each[1]);
                assertThat(found.high() - found.low()).isLessThan(endless.high() - endless.low());
                double truth = (double) each[2] / each[0];
                held += found.low() <= truth + 1e-12 && truth <= found.high() + 1e-12 ? 1 : 0;
            }
            assertThat(held / 2000.0).isBetween(0.93, each[0] == 500 ? 0.97 : 1);
        }
    }

    @Test
    void nothingIsLeftToGuessWhenAllWasDrawn() {
        assertThat(Proportion.of(3, 40, 40)).isEqualTo(new Proportion(3, 40, 0.075, 0.075));
        // One item is left, which may have the property or not.
        assertThat(Proportion.of(3, 39, 40)).isEqualTo(new Proportion(3, 39, 0.075, 0.1));
        // The whole is so large that it does not matter, up to the rounding to a multiple of one over its size.
        assertThat(Proportion.of(7, 10, 100_000_000).low())
                .isCloseTo(Proportion.of(7, 10).low(), within(1e-7));
        assertThatThrownBy(() -> Proportion.of(3, 41, 40)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nineteenOfTwentyIntervalsHoldTheShare() {
        Random random = new Random(5);
        int held = 0;
        for (int trial = 0; trial < 4000; trial++) {
            int count = 0;
            for (int i = 0; i < 80; i++) {
                count += random.nextDouble() < 0.12 ? 1 : 0;
            }
            Proportion found = Proportion.of(count, 80);
            held += found.low() <= 0.12 && 0.12 <= found.high() ? 1 : 0;
        }
        assertThat(held / 4000.0).isBetween(0.93, 0.97);
    }

    @Test
    void anImpossibleCountIsRefused() {
        assertThatThrownBy(() -> Proportion.of(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Proportion.of(4, 3)).hasMessageContaining("4 of 3");
    }

    /** 0 of 100: 1 - .025^(1/100). 8 of 10 and 81 of 263: quantiles of the beta distribution, in tables of Clopper and Pearson. */
    @Test
    void exactIntervalsAreThoseOfClopperAndPearson() {
        assertThat(Proportion.exact(0, 100).high()).isCloseTo(1 - Math.pow(.025, .01), within(1e-9));
        assertThat(Proportion.exact(0, 100).low()).isZero();
        assertThat(Proportion.exact(8, 10).low()).isCloseTo(.4439, within(5e-5));
        assertThat(Proportion.exact(8, 10).high()).isCloseTo(.9748, within(5e-5));
        assertThat(Proportion.exact(10, 10).high()).isEqualTo(1);
        assertThat(Proportion.exact(10, 10).low()).isCloseTo(Math.pow(.025, .1), within(1e-9));
        assertThat(Proportion.exact(3000, 100_000).low()).isBetween(.0289, .0300);
        assertThat(Proportion.exact(3000, 100_000).high()).isBetween(.0300, .0311);
    }

    @Test
    void wilsonsIntervalIsAsByHand() {
        assertThat(Proportion.of(8, 10).low()).isCloseTo(.490, within(5e-4));
        assertThat(Proportion.of(8, 10).high()).isCloseTo(.943, within(5e-4));
    }
}
