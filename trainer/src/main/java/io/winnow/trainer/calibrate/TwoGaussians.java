package io.winnow.trainer.calibrate;

import java.util.Arrays;

/**
 * A mixture of two univariate Gaussians, fitted by expectation-maximization (EM). If the values are losses, the component with the lower
 * mean consists of the examples whose labels are right (DivideMix, arXiv 2002.07394, section 3.1).
 *
 * @param lowWeight mixture weight of the low component, which is the one with the lower mean; the high component has weight 1 - lowWeight
 * @param lowMean mean of the low component
 * @param lowVariance variance of the low component
 * @param highMean mean of the high component
 * @param highVariance variance of the high component
 */
public record TwoGaussians(double lowWeight, double lowMean, double lowVariance, double highMean, double highVariance) {
    private static final int MAX_ITERATIONS = 500;
    /**
     * EM ends when the mean log-likelihood rises by less than this. Differences of log-likelihoods do not depend on the unit of the values.
     */
    private static final double TOLERANCE = 1e-10;
    /** Smallest variance of a component, as a fraction of the variance of all values, so that no component collapses onto one value. */
    private static final double FLOOR = 1e-6;
    /** Values whose relative difference is at most this are considered equal up to rounding. */
    private static final double EQUAL = 1e-9;

    /**
     * Fits a mixture. EM starts from the split of the sorted values into two parts that minimizes the variance within the parts.
     *
     * @param values at least one value, all finite. If all values are equal, all of them belong to the low component
     */
    public static TwoGaussians fit(double[] values) {
        if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "A mixture needs at least one value, and all values must be finite; found "
                            + values.length + " values, of which "
                            + Arrays.stream(values)
                                    .filter(v -> !Double.isFinite(v))
                                    .count() + " are not finite.");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double mean = Arrays.stream(sorted).average().orElseThrow();
        double least = sorted[0];
        double most = sorted[sorted.length - 1];
        if (most - least <= EQUAL * Math.max(Math.abs(least), Math.abs(most))) {
            return new TwoGaussians(1, mean, 0, mean, 0);
        }
        double floor =
                FLOOR * Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).sum() / sorted.length;
        double[] low = new double[sorted.length];
        Arrays.fill(low, 0, cut(sorted, mean), 1);
        TwoGaussians mixture = maximise(sorted, low, floor);
        double likelihood = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < MAX_ITERATIONS; i++) {
            double next = mixture.expect(sorted, low);
            if (next - likelihood < TOLERANCE) {
                break;
            }
            likelihood = next;
            mixture = maximise(sorted, low, floor);
        }
        return mixture.isOrdered() ? mixture : mixture.reversed();
    }

    /** Returns the posterior probability that a value belongs to the low component. */
    public double low(double value) {
        return lowWeight == 1 ? 1 : 1 / (1 + Math.exp(logHigh(value) - logLow(value)));
    }

    /** Returns the number of sorted values in the first part of the split with the smallest variance within the two parts. */
    private static int cut(double[] sorted, double mean) {
        int best = 1;
        double most = 0;
        double sum = 0;
        for (int first = 1; first < sorted.length; first++) {
            sum += sorted[first - 1] - mean;
            // The variance between the parts is largest where that within them is smallest. The values are centered, so
            // the second part
            // has the sum -sum.
            double between = sum * sum / first + sum * sum / (sorted.length - first);
            if (between > most) {
                most = between;
                best = first;
            }
        }
        return best;
    }

    /** E-step: writes the posterior probabilities of the low component to {@code low} and returns the mean log-likelihood. */
    private double expect(double[] values, double[] low) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double a = logLow(values[i]);
            double b = logHigh(values[i]);
            low[i] = 1 / (1 + Math.exp(b - a));
            sum += Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
        }
        return sum / values.length;
    }

    /** M-step: returns the mixture that maximizes the likelihood under the posterior probabilities {@code low}. */
    private static TwoGaussians maximise(double[] values, double[] low, double floor) {
        double weight = Arrays.stream(low).sum();
        double lowSum = 0;
        double highSum = 0;
        for (int i = 0; i < values.length; i++) {
            lowSum += low[i] * values[i];
            highSum += (1 - low[i]) * values[i];
        }
        // A component without values has weight 0, and its mean and variance have no meaning.
        double others = Math.max(values.length - weight, Double.MIN_NORMAL);
        double lowMean = lowSum / Math.max(weight, Double.MIN_NORMAL);
        double highMean = highSum / others;
        double lowSquares = 0;
        double highSquares = 0;
        for (int i = 0; i < values.length; i++) {
            lowSquares += low[i] * (values[i] - lowMean) * (values[i] - lowMean);
            highSquares += (1 - low[i]) * (values[i] - highMean) * (values[i] - highMean);
        }
        return new TwoGaussians(
                weight / values.length,
                lowMean,
                Math.max(floor, lowSquares / Math.max(weight, Double.MIN_NORMAL)),
                highMean,
                Math.max(floor, highSquares / others));
    }

    /** Whether the low component has the lower mean. A component without values must be the high one. */
    private boolean isOrdered() {
        return lowWeight == 1 || (lowWeight > 0 && lowMean <= highMean);
    }

    private TwoGaussians reversed() {
        return new TwoGaussians(1 - lowWeight, highMean, highVariance, lowMean, lowVariance);
    }

    private double logLow(double value) {
        return Math.log(lowWeight) + logDensity(value, lowMean, lowVariance);
    }

    private double logHigh(double value) {
        return Math.log1p(-lowWeight) + logDensity(value, highMean, highVariance);
    }

    private static double logDensity(double value, double mean, double variance) {
        return -0.5 * (Math.log(2 * Math.PI * variance) + (value - mean) * (value - mean) / variance);
    }
}
