package io.winnow.trainer.evaluate;

import java.util.Arrays;

/**
 * The difference of the means of two samples that are not paired, with its 95% interval by Welch ("The generalization of 'Student's'
 * problem when several different population variances are involved", Biometrika 1947).
 *
 * @param first mean of the first sample
 * @param second mean of the second sample
 * @param difference second less first
 * @param low lower end of the interval of the difference
 * @param high upper end
 */
public record UnpairedDifference(double first, double second, double difference, double low, double high) {
    /**
     * Compares samples.
     *
     * @param first at least 2 figures
     * @param second at least 2 figures
     */
    public static UnpairedDifference of(double[] first, double[] second) {
        if (first.length < 2 || second.length < 2) {
            throw new IllegalArgumentException("Expected two or more figures on both sides, found " + first.length
                    + " and " + second.length + ".");
        }
        double a = squaredError(first);
        double b = squaredError(second);
        double freedom = Math.max(1, (a + b) * (a + b) / (a * a / (first.length - 1) + b * b / (second.length - 1)));
        double margin = a + b == 0 ? 0 : quantile(freedom) * Math.sqrt(a + b);
        double difference = mean(second) - mean(first);
        return new UnpairedDifference(mean(first), mean(second), difference, difference - margin, difference + margin);
    }

    /**
     * Returns the quantile .975 of Student's t distribution, interpolated in the reciprocal of the degrees of freedom. It is convex in it,
     * so that the interval is never too short; it is longer by less than 1% from 3 degrees of freedom on.
     */
    private static double quantile(double freedom) {
        int below = (int) freedom;
        double fraction = (1.0 / below - 1 / freedom) / (1.0 / below - 1.0 / (below + 1));
        return (1 - fraction) * PairedDifference.quantile(below) + fraction * PairedDifference.quantile(below + 1);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /** Returns the squared standard error of the mean. */
    private static double squaredError(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1)
                / values.length;
    }
}
