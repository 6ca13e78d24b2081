package io.winnow.trainer.evaluate;

import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The 95% interval of a mean difference over seeds by the bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, section
 * 13.3, percentiles): seeds are drawn with replacement, and pairs stay together. Of few seeds it is too short: with n of them, its width is
 * that of the normal distribution times about sqrt((n - 1) / n), while Student's t takes into account that the variance is estimated.
 *
 * @param low the 2.5th percentile of the differences of 10,000 samples
 * @param high the 97.5th percentile
 */
public record SeedBootstrap(double low, double high) {
    private static final int SAMPLES = 10_000;
    private static final double TAIL = 0.025;
    private static final long STREAM = 1;

    /**
     * Draws pairs.
     *
     * @param first figure of each first training (N)
     * @param second figure of the second training with the same seed (N)
     */
    public static SeedBootstrap paired(double[] first, double[] second) {
        double[] differences = IntStream.range(0, first.length)
                .mapToDouble(i -> second[i] - first[i])
                .toArray();
        CounterRandom random = CounterRandom.of(STREAM);
        return percentiles(IntStream.range(0, SAMPLES)
                .mapToDouble(sample -> mean(differences, random))
                .toArray());
    }

    /**
     * Draws the trainings of both sides independently.
     *
     * @param first figure of each first training (N)
     * @param second figure of each second training (M)
     */
    public static SeedBootstrap unpaired(double[] first, double[] second) {
        CounterRandom random = CounterRandom.of(STREAM);
        return percentiles(IntStream.range(0, SAMPLES)
                .mapToDouble(sample -> mean(second, random) - mean(first, random))
                .toArray());
    }

    /** Returns the mean of as many values as there are, drawn with replacement. */
    private static double mean(double[] values, CounterRandom random) {
        return IntStream.range(0, values.length)
                        .mapToDouble(i -> values[random.nextInt(values.length)])
                        .sum()
                / values.length;
    }

    private static SeedBootstrap percentiles(double[] samples) {
        Arrays.sort(samples);
        int tail = (int) (TAIL * SAMPLES);
        return new SeedBootstrap(samples[tail], samples[SAMPLES - 1 - tail]);
    }
}
