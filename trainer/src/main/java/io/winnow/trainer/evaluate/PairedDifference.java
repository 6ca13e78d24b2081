package io.winnow.trainer.evaluate;

import java.util.stream.IntStream;

/**
 * The mean difference of a figure between two trainings with the same seed, over several seeds, with its 95% interval by Student's t
 * distribution of the differences. The interval says how the difference varies from seed to seed; it does not cover the choice of the test
 * examples.
 *
 * @param first mean of the first figures
 * @param second mean of the second figures
 * @param difference second less first
 * @param low lower end of the interval of the difference
 * @param high upper end
 * @param pairs number of pairs
 */
public record PairedDifference(double first, double second, double difference, double low, double high, int pairs) {
    /** The quantiles .975 of Student's t distribution with 1 to 10 degrees of freedom. */
    private static final double[] QUANTILES = {
        12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139
    };

    private static final double NORMAL = 1.959963984540054;

    /**
     * Compares figures.
     *
     * @param first figure of each first training, at least 2
     * @param second figure of the second training with the same seed
     */
    public static PairedDifference of(double[] first, double[] second) {
        int n = first.length;
        if (n < 2 || second.length != n) {
            throw new IllegalArgumentException(
                    "Expected two or more pairs, found " + n + " and " + second.length + " figures.");
        }
        double[] differences =
                IntStream.range(0, n).mapToDouble(i -> second[i] - first[i]).toArray();
        double mean = mean(differences);
        double squares = IntStream.range(0, n)
                .mapToDouble(i -> (differences[i] - mean) * (differences[i] - mean))
                .sum();
        double margin = quantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
        return new PairedDifference(mean(first), mean(second), mean, mean - margin, mean + margin, n);
    }

    private static double mean(double[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum() / values.length;
    }

    /**
     * Returns the quantile .975 of Student's t distribution; beyond the table, by the expansion of Cornish and Fisher, which is right to
     * within .0002 there.
     *
     * @param freedom degrees of freedom, at least 1
     */
    public static double quantile(int freedom) {
        if (freedom <= QUANTILES.length) {
            return QUANTILES[freedom - 1];
        }
        double z = NORMAL;
        double v = freedom;
        return z
                + (Math.pow(z, 3) + z) / (4 * v)
                + (5 * Math.pow(z, 5) + 16 * Math.pow(z, 3) + 3 * z) / (96 * v * v)
                + (3 * Math.pow(z, 7) + 19 * Math.pow(z, 5) + 17 * Math.pow(z, 3) - 15 * z) / (384 * v * v * v);
    }
}
