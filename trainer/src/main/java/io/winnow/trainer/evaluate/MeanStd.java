package io.winnow.trainer.evaluate;

import java.util.Collection;

/**
 * The mean of some figures and how much they vary.
 *
 * @param mean their mean
 * @param std sample standard deviation, with divisor n - 1; null for a single figure
 */
public record MeanStd(double mean, Double std) {
    /**
     * Summarises figures.
     *
     * @param figures at least one
     */
    public static MeanStd of(Collection<Double> figures) {
        double mean =
                figures.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares = figures.stream()
                .mapToDouble(figure -> (figure - mean) * (figure - mean))
                .sum();
        return new MeanStd(mean, figures.size() < 2 ? null : Math.sqrt(squares / (figures.size() - 1)));
    }
}
