package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests of differences over seeds, against closed forms. */
class SeedTestsTest {
    private static final double EXACT = 1e-12;

    /** Differences of one sign: only they and their opposites are as extreme, so p is 2 of 2^n. */
    @Test
    void threeSeedsCannotGiveLessThanAQuarter() {
        for (int n = 1; n <= 10; n++) {
            double[] differences =
                    IntStream.rangeClosed(1, n).mapToDouble(i -> i / 7.0).toArray();
            assertThat(SignFlipTest.p(differences)).isCloseTo(2 / Math.pow(2, n), within(EXACT));
            assertThat(SignFlipTest.least(n)).isCloseTo(2 / Math.pow(2, n), within(EXACT));
        }
        assertThat(SignFlipTest.p(new double[] {0.01, 0.02, 0.03})).isEqualTo(0.25);
    }

    /**
     * With the differences 1 to 8, the sum of the flipped ones is Wilcoxon's signed-rank statistic. Five subsets have a sum of at most 3: the
     * empty one, 1, 2, 3 and 1+2. So with 3 flipped, p is 2 * 5 / 2^8.
     */
    @Test
    void signsOfRanksFollowWilcoxon() {
        assertThat(SignFlipTest.p(new double[] {1, 2, -3, 4, 5, 6, 7, 8})).isCloseTo(10.0 / 256, within(EXACT));
        assertThat(SignFlipTest.p(new double[] {-1, -2, 3, -4, -5, -6, -7, -8})).isCloseTo(10.0 / 256, within(EXACT));
        assertThat(SignFlipTest.p(new double[] {3, -1, 2})).isEqualTo(0.5);
        assertThat(SignFlipTest.p(new double[] {0, 0, 0})).isEqualTo(1);
        assertThatThrownBy(() -> SignFlipTest.p(new double[0])).isInstanceOf(IllegalArgumentException.class);
    }

    /** Rounding must not make equal sums unequal: .1 + .2 - .3 is not exactly 0, and neither are its opposites. */
    @Test
    void equalSumsCountAsEqual() {
        assertThat(SignFlipTest.p(new double[] {0.1, 0.2, -0.3})).isEqualTo(1);
        assertThat(PermutationTest.p(new double[] {0.1, 0.2}, new double[] {0.3, 0.0}))
                .isEqualTo(1);
    }

    /** The number of positive signs of 24 equal differences is binomial: with 18 of them, p is 2 P(X >= 18) = .0227. */
    @Test
    void manyDifferencesAreEstimated() {
        double[] differences = new double[24];
        Arrays.fill(differences, 1);
        Arrays.fill(differences, 0, 6, -1);
        double tail = 0;
        for (int k = 18; k <= 24; k++) {
            double ways = 1;
            for (int i = 1; i <= 24 - k; i++) {
                ways = ways * (k + i) / i;
            }
            tail += ways / Math.pow(2, 24);
        }
        assertThat(SignFlipTest.p(differences)).isCloseTo(2 * tail, within(5e-4));
    }

    /** With ranks, the test is that of Mann and Whitney: of 70 divisions of 1 to 8, one has U = 0 and one U = 1. */
    @Test
    void divisionsOfRanksFollowMannWhitney() {
        double[] low = {1, 2, 3, 5};
        double[] high = {4, 6, 7, 8};
        assertThat(PermutationTest.p(low, high)).isCloseTo(4.0 / 70, within(EXACT));
        assertThat(PermutationTest.p(high, low)).isCloseTo(4.0 / 70, within(EXACT));
        assertThat(PermutationTest.p(new double[] {1, 2, 3, 4}, new double[] {5, 6, 7, 8}))
                .isCloseTo(2.0 / 70, within(EXACT));
        assertThat(PermutationTest.least(4, 4)).isCloseTo(2.0 / 70, within(EXACT));
        assertThat(PermutationTest.least(3, 3)).isCloseTo(0.1, within(EXACT));
        assertThat(PermutationTest.least(3, 5)).isCloseTo(1.0 / 56, within(EXACT));
        // The opposite division of 10, 11, 12 and 1, 2 is less extreme, as the groups have different sizes.
        assertThat(PermutationTest.p(new double[] {1}, new double[] {10, 11, 12}))
                .isCloseTo(0.25, within(EXACT));
        assertThatThrownBy(() -> PermutationTest.p(new double[0], low)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Of 30 ones and zeros, the number of ones in the first half is hypergeometric. */
    @Test
    void manyDivisionsAreEstimated() {
        double[] first = new double[15];
        double[] second = new double[15];
        Arrays.fill(first, 0, 11, 1);
        Arrays.fill(second, 0, 4, 1);
        double tail = 0;
        for (int k = 11; k <= 15; k++) {
            tail += choose(15, k) * choose(15, 15 - k) / choose(30, 15);
        }
        assertThat(PermutationTest.p(first, second)).isCloseTo(2 * tail, within(1e-3));
    }

    private static double choose(int n, int k) {
        double ways = 1;
        for (int i = 1; i <= k; i++) {
            ways = ways * (n - k + i) / i;
        }
        return ways;
    }

    /**
     * Squared errors 1/2 and 1/2, so the standard error is 1, and the degrees of freedom are 1 / (1/4/2 + 1/4/2) = 4, of which the quantile is
     * 2.776445. The second example is from SciPy 1.17.1, {@code ttest_ind(b, a, equal_var=False)}, with 6.957 degrees of freedom.
     */
    @Test
    void theUnpairedIntervalIsThatOfWelch() {
        double half = Math.sqrt(1.5);
        UnpairedDifference found =
                UnpairedDifference.of(new double[] {1 - half, 1, 1 + half}, new double[] {4 - half, 4, 4 + half});
        assertThat(found.difference()).isCloseTo(3, within(EXACT));
        assertThat(found.high() - 3).isCloseTo(2.776445, within(1e-6));
        assertThat(3 - found.low()).isCloseTo(2.776445, within(1e-6));
        double[] first = {.8134, .7902, .8311, .8049, .8207};
        double[] second = {.8320, .8295, .8344, .8101};
        found = UnpairedDifference.of(first, second);
        assertThat(found.low()).isCloseTo(-0.0066423, within(1e-5));
        assertThat(found.high()).isCloseTo(0.0355223, within(1e-5));
        assertThat(PermutationTest.p(first, second)).isCloseTo(0.1746031746, within(1e-9));
        UnpairedDifference constant = UnpairedDifference.of(new double[] {1, 1}, new double[] {2, 2});
        assertThat(constant.low()).isEqualTo(1);
        assertThat(constant.high()).isEqualTo(1);
        assertThatThrownBy(() -> UnpairedDifference.of(new double[1], new double[3]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
