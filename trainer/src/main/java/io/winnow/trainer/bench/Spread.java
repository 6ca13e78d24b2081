package io.winnow.trainer.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * The distribution of a figure over several rounds.
 *
 * @param low the smallest value
 * @param high the largest value
 */
public record Spread(double median, double low, double high) {
    /** Summarises the values of at least one round. */
    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    Spread times(double factor) {
        return new Spread(median * factor, low * factor, high * factor);
    }

    /** Formats the figure as {@code 12.3 (11.9 to 12.8)}, with the given number of decimals. */
    String text(int decimals) {
        String number = "%,." + decimals + "f";
        return String.format(Locale.ROOT, number + " (" + number + " to " + number + ")", median, low, high);
    }
}
