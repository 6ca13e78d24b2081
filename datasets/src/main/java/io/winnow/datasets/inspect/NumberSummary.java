package io.winnow.datasets.inspect;

import java.util.Arrays;
import java.util.Optional;

/**
 * Statistics of numbers. Quantiles between two numbers are interpolated linearly (Hyndman and Fan, "Sample quantiles in statistical
 * packages", 1996, definition 7).
 *
 * @param count number of the numbers, at least 1
 * @param mean their mean
 * @param std their standard deviation: the root of the mean squared distance from the mean
 * @param min the smallest
 * @param q25 the first quartile
 * @param median the second quartile
 * @param q75 the third quartile
 * @param q95 the number that 95% do not exceed
 * @param max the largest
 */
public record NumberSummary(
        int count, double mean, double std, double min, double q25, double median, double q75, double q95, double max) {
    /** Summarises numbers; empty if there are none. */
    public static Optional<NumberSummary> of(double[] numbers) {
        if (numbers.length == 0) {
            return Optional.empty();
        }
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        double mean = Arrays.stream(sorted).average().orElseThrow();
        double variance = Arrays.stream(sorted)
                .map(each -> (each - mean) * (each - mean))
                .average()
                .orElseThrow();
        return Optional.of(new NumberSummary(
                sorted.length,
                mean,
                Math.sqrt(variance),
                sorted[0],
                quantile(sorted, 0.25),
                quantile(sorted, 0.5),
                quantile(sorted, 0.75),
                quantile(sorted, 0.95),
                sorted[sorted.length - 1]));
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
