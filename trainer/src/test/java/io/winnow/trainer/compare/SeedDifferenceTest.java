package io.winnow.trainer.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SeedDifferenceTest {
    /** Differences .01, .02 and .03: mean .02, standard deviation .01, and Student's quantile for 2 degrees of freedom is 4.302653. */
    @Test
    void equalSeedsArePaired() {
        SeedDifference found =
                SeedDifference.of(Map.of(3L, 0.9, 1L, 0.5, 2L, 0.7), Map.of(1L, 0.51, 2L, 0.72, 3L, 0.93));
        assertThat(found.paired()).isTrue();
        assertThat(found.difference()).isCloseTo(0.02, within(1e-12));
        assertThat(found.high() - found.difference()).isCloseTo(4.302653 * 0.01 / Math.sqrt(3), within(1e-8));
        assertThat(found.p()).isEqualTo(0.25);
        assertThat(found.leastP()).isEqualTo(0.25);
        assertThat(found.significant()).isFalse();
        assertThat(found.decidable()).isFalse();
        assertThat(found.text())
                .isEqualTo("+0.0200 (-0.0048 to +0.0448), not significant (p = 0.25, the least that 3 seeds can give)");
        assertThat(found.text(true)).startsWith("+0.0200 (+0.0100 to +0.0300), not significant (p = 0.25");
    }

    /** SciPy 1.17.1: {@code ttest_rel}, and {@code permutation_test} of the mean with {@code permutation_type='samples'}. */
    @Test
    void pairedFiguresAreThoseOfSciPy() {
        SeedDifference found = SeedDifference.of(
                Map.of(1L, .8134, 2L, .7902, 3L, .8311, 4L, .8049, 5L, .8207),
                Map.of(1L, .8320, 2L, .8295, 3L, .8344, 4L, .8101, 5L, .8205));
        assertThat(found.low()).isCloseTo(-0.0068957554, within(1e-8));
        assertThat(found.high()).isCloseTo(0.0333757554, within(1e-8));
        assertThat(found.p()).isEqualTo(0.125);
        assertThat(found.text()).endsWith("not significant (p = 0.13; 5 seeds cannot give less than 0.063)");
    }

    @Test
    void sixSeedsCanBeSignificant() {
        SeedDifference found = SeedDifference.of(
                Map.of(1L, 0.5, 2L, 0.5, 3L, 0.5, 4L, 0.5, 5L, 0.5, 6L, 0.5),
                Map.of(1L, 0.4, 2L, 0.4, 3L, 0.4, 4L, 0.4, 5L, 0.4, 6L, 0.4));
        assertThat(found.p()).isEqualTo(0.03125);
        assertThat(found.significant()).isTrue();
        assertThat(found.text()).isEqualTo("-0.1000 (the same for every seed), significant (p = 0.031)");
    }

    @Test
    void otherSeedsAreNotPaired() {
        SeedDifference found = SeedDifference.of(
                Map.of(1L, 0.1, 2L, 0.2, 3L, 0.3, 4L, 0.4), Map.of(1L, 0.5, 2L, 0.6, 3L, 0.7, 5L, 0.8));
        assertThat(found.paired()).isFalse();
        assertThat(found.difference()).isCloseTo(0.4, within(1e-12));
        assertThat(found.p()).isCloseTo(2.0 / 70, within(1e-12));
        assertThat(found.significant()).isTrue();
    }

    @Test
    void singleRunsAreNotTested() {
        SeedDifference found = SeedDifference.of(Map.of(1L, 0.5), Map.of(1L, 0.75));
        assertThat(found.p()).isNull();
        assertThat(found.text()).isEqualTo("+0.2500, not tested: a single run on each side");
        found = SeedDifference.of(Map.of(1L, 0.5), Map.of(1L, 0.75, 2L, 0.25));
        assertThat(found.text()).isEqualTo("+0.0000, not tested: a single run on one side, 2 runs on the other");
    }

    @Test
    void smallPValuesKeepTheirDigits() {
        assertThat(SeedDifference.number(0.5)).isEqualTo("0.50");
        assertThat(SeedDifference.number(0.0312)).isEqualTo("0.031");
        assertThat(SeedDifference.number(0.00195)).isEqualTo("0.0020");
        assertThat(SeedDifference.number(0.00001)).isEqualTo("below 0.0001");
    }
}
