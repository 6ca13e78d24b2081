package io.winnow.trainer.evaluate;

import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The permutation test of two samples that are not paired (Pitman, "Significance tests which may be applied to samples from any
 * populations", 1937): if two methods do not differ, any division of all figures into two groups of these sizes was equally likely.
 */
public final class PermutationTest {
    /** With more divisions, so many are drawn. */
    private static final int MOST_EXACT = 1 << 20;

    /** Sums that should be equal may differ by rounding. */
    private static final double ROUNDING = 1e-12;

    private static final long SEED = 1;

    private PermutationTest() {}

    /**
     * Returns the two-sided p-value: the share of the divisions whose means differ by at least as much. It is exact for up to 2^20
     * divisions, and otherwise estimated from so many random ones.
     *
     * @param first at least 1 figure
     * @param second at least 1 figure
     */
    public static double p(double[] first, double[] second) {
        if (first.length == 0 || second.length == 0) {
            throw new IllegalArgumentException(
                    "Expected figures on both sides, found " + first.length + " and " + second.length + ".");
        }
        double[] all =
                DoubleStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
        double total = Arrays.stream(all).sum();
        double scale = Arrays.stream(all).map(Math::abs).sum();
        // The means differ by as much as the sum of the first ones differs from its expectation, up to a constant
        // factor.
        double expected = total * first.length / all.length;
        double least = Math.abs(Arrays.stream(first).sum() - expected) - ROUNDING * scale;
        double divisions = divisions(first.length, second.length);
        if (divisions <= MOST_EXACT) {
            return extreme(all, 0, first.length, -expected, least) / divisions;
        }
        CounterRandom random = CounterRandom.of(SEED);
        int extreme = 1; // the observed division is one of the possible ones
        for (int draw = 0; draw < MOST_EXACT; draw++) {
            double sum = -expected;
            for (int i = 0; i < first.length; i++) {
                int other = i + random.nextInt(all.length - i);
                double chosen = all[other];
                all[other] = all[i];
                all[i] = chosen;
                sum += chosen;
            }
            extreme += Math.abs(sum) >= least ? 1 : 0;
        }
        return extreme / (MOST_EXACT + 1.0);
    }

    /** Counts the ways to add {@code left} more of the figures from {@code begin} on to a sum, such that it is extreme. */
    private static long extreme(double[] all, int begin, int left, double sum, double least) {
        if (left == 0) {
            return Math.abs(sum) >= least ? 1 : 0;
        }
        long count = 0;
        for (int i = begin; i <= all.length - left; i++) {
            count += extreme(all, i + 1, left - 1, sum + all[i], least);
        }
        return count;
    }

    /** Returns the smallest p-value that samples of these sizes can give. */
    public static double least(int first, int second) {
        // With equal sizes, the two groups can be exchanged, which gives the same distance.
        return (first == second ? 2 : 1) / divisions(first, second);
    }

    /** Returns the number of ways in which so many figures can be divided: (n + m)! / (n! m!). */
    private static double divisions(int first, int second) {
        double count = 1;
        for (int i = 1; i <= first; i++) {
            count = count * (second + i) / i;
        }
        return Math.rint(count);
    }
}
