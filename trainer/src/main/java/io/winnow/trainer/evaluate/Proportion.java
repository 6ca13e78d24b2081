package io.winnow.trainer.evaluate;

import java.util.function.DoubleUnaryOperator;

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
    /** The probability beyond each end of an exact interval. */
    private static final double TAIL = 0.025;
    /** Halvings of an interval after which it is as small as the numbers can tell. */
    private static final int HALVINGS = 60;

    /**
     * Returns the share with its Wilson score interval (Wilson, "Probable inference, the law of succession, and statistical inference",
     * JASA 1927). Unlike the normal approximation, it stays within [0, 1] and does not shrink to a point when the count is 0 or all.
     */
    public static Proportion of(int count, int size) {
        if (size < 1 || count < 0 || count > size) {
            throw new IllegalArgumentException(count + " of " + size + " is no share.");
        }
        return wilson(count, size, size);
    }

    /**
     * Returns the share with Wilson's interval for a sample without replacement: the larger the part of the whole that was drawn, the
     * narrower it is (finite population correction), and if all was drawn, the share is known. Its ends are multiples of 1 / population, as
     * the share is.
     *
     * @param population number of items in the whole, at least {@code size}
     */
    public static Proportion of(int count, int size, int population) {
        Proportion all = of(count, size);
        if (size > population) {
            throw new IllegalArgumentException(size + " of " + population + " items is no sample.");
        }
        if (size == population) {
            return new Proportion(count, size, all.share(), all.share());
        }
        Proportion corrected = wilson(count, size, size * (population - 1.0) / (population - size));
        return new Proportion(
                count,
                size,
                Math.max(count, Math.floor(corrected.low * population)) / population,
                Math.min(count + population - size, Math.ceil(corrected.high * population)) / population);
    }

    /** @param weight size of a sample with replacement that says as much */
    private static Proportion wilson(int count, int size, double weight) {
        double share = (double) count / size;
        double shrink = 1 + Z * Z / weight;
        double center = (share + Z * Z / (2 * weight)) / shrink;
        double half = Z / shrink * Math.sqrt(share * (1 - share) / weight + Z * Z / (4 * weight * weight));
        // At the borders, rounding may leave the interval just beside 0 or 1.
        return new Proportion(
                count,
                size,
                count == 0 ? 0 : Math.max(0, center - half),
                count == size ? 1 : Math.min(1, center + half));
    }

    /**
     * Returns the share with its exact interval (Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the
     * binomial", Biometrika 1934): at each end, a count as extreme as the observed one has a probability of 2.5%. It is wider than Wilson's,
     * but never covers the true share in less than 95% of samples, however rare the property is.
     */
    public static Proportion exact(int count, int size) {
        Proportion plain = of(count, size);
        double low = lowerBound(count, size, TAIL);
        double high = count == size ? 1 : root(share -> TAIL - atMost(count, size, share));
        return new Proportion(plain.count, plain.size, low, high);
    }

    /**
     * Returns the lower end of a one-sided exact interval (Clopper and Pearson): the share at which a count of at least the observed one has
     * the probability {@code tail}. It lies above the true share in at most this share of samples.
     */
    public static double lowerBound(int count, int size, double tail) {
        return count == 0 ? 0 : root(share -> 1 - atMost(count - 1, size, share) - tail);
    }

    /** Returns where an increasing function of a share is 0. */
    private static double root(DoubleUnaryOperator function) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (function.applyAsDouble(middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** Returns the probability of a binomial count of at most {@code count}, for a share above 0 and below 1. */
    private static double atMost(int count, int size, double share) {
        double logarithm = size * Math.log1p(-share); // of the probability of 0
        double sum = Math.exp(logarithm);
        for (int i = 1; i <= count; i++) {
            logarithm += Math.log((double) (size - i + 1) / i) + Math.log(share) - Math.log1p(-share);
            sum += Math.exp(logarithm);
        }
        return sum;
    }

    /** The share in the sample. */
    public double share() {
        return (double) count / size;
    }
}
