package io.winnow.trainer.evaluate;

import io.winnow.datasets.random.CounterRandom;

/**
 * The randomization test of paired differences (Fisher, "The Design of Experiments", 1935): if two methods do not differ, each difference
 * could as well have had the other sign. Nothing is assumed of the distribution.
 */
public final class SignFlipTest {
    /** With more differences, so many choices of signs are drawn as this number of differences has. */
    private static final int MOST_EXACT = 20;

    /** Sums that should be equal may differ by rounding. */
    private static final double ROUNDING = 1e-12;

    private static final long SEED = 1;

    private SignFlipTest() {}

    /**
     * Returns the two-sided p-value: the share of the choices of signs with which the mean is at least as far from 0. It is exact for up to
     * 20 differences, and otherwise estimated from 2^20 random choices.
     *
     * @param differences at least 1
     */
    public static double p(double[] differences) {
        if (differences.length == 0) {
            throw new IllegalArgumentException("Expected at least one difference, found none.");
        }
        double observed = 0;
        double scale = 0;
        for (double difference : differences) {
            observed += difference;
            scale += Math.abs(difference);
        }
        double least = Math.abs(observed) - ROUNDING * scale;
        boolean exact = differences.length <= MOST_EXACT;
        int choices = 1 << Math.min(differences.length, MOST_EXACT);
        CounterRandom random = CounterRandom.of(SEED);
        int extreme = 0;
        for (int choice = 0; choice < choices; choice++) {
            double sum = 0;
            for (int i = 0; i < differences.length; i++) {
                boolean flipped = exact ? (choice >> i & 1) == 1 : random.nextBoolean(0.5);
                sum += flipped ? -differences[i] : differences[i];
            }
            extreme += Math.abs(sum) >= least ? 1 : 0;
        }
        // The observed signs are one of the possible choices, so that the estimate is never 0 either.
        return exact ? (double) extreme / choices : (extreme + 1.0) / (choices + 1.0);
    }

    /** Returns the smallest p-value that this number of differences can give: that of differences with the same sign. */
    public static double least(int differences) {
        return Math.pow(2, 1 - differences);
    }
}
