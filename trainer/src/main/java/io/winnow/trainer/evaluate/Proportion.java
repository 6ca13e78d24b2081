package io.winnow.trainer.evaluate;

/**
 * A share that is estimated from a random sample, with an interval for the share in the whole.
 *
 * @param count number of items in the sample with the property
 * @param size number of items in the sample, at least 1
 * @param low lower end of the 95% interval
 * @param high upper end of the 95% interval
 */
public record Proportion(int count, int size, double low, double high) {
    /** The quantile .975 of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    /**
     * Returns the share with its Wilson score interval (Wilson, "Probable inference, the law of succession, and statistical inference",
     * JASA 1927). Unlike the normal approximation, it stays within [0, 1] and does not shrink to a point when the count is 0 or all.
     */
    public static Proportion of(int count, int size) {
        if (size < 1 || count < 0 || count > size) {
            throw new IllegalArgumentException(count + " of " + size + " is no share.");
        }
        double share = (double) count / size;
        double shrink = 1 + Z * Z / size;
        double center = (share + Z * Z / (2 * size)) / shrink;
        double half = Z / shrink * Math.sqrt(share * (1 - share) / size + Z * Z / (4.0 * size * size));
        // At the borders, rounding may leave the interval just beside 0 or 1.
        return new Proportion(
                count,
                size,
                count == 0 ? 0 : Math.max(0, center - half),
                count == size ? 1 : Math.min(1, center + half));
    }

    /** The share in the sample. */
    public double share() {
        return (double) count / size;
    }
}
