package io.winnow.trainer.calibrate;

import java.util.Arrays;

/**
 * A mixture of two Gaussians of one variable, fitted by expectation and maximisation. With losses as the variable, the low component is
 * the examples whose labels are right (DivideMix, arXiv 2002.07394, section 3.1).
 *
 * @param lowWeight share of the low component, the one with the lower mean; the other has the rest
 */
public record TwoGaussians(double lowWeight, double lowMean, double lowVariance, double highMean, double highVariance) {
    private static final int MAX_ITERATIONS = 500;
    /** Of the mean log-likelihood, which does not change with the unit of the variable. */
    private static final double TOLERANCE = 1e-10;
    /** Least variance of a component, as a share of the variance of all values: no component shrinks to one of them. */
    private static final double FLOOR = 1e-6;
    /** Values that differ by less than this share are equal but for rounding. */
    private static final double EQUAL = 1e-9;

    /**
     * Fits a mixture, from the cut that leaves the least variance within its two parts.
     *
     * @param values one at least, finite. When all are equal, all of them are the low component
     */
    public static TwoGaussians fit(double[] values) {
        if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("A mixture is fitted to finite values, one at least.");
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

    /** Probability that a value is of the low component. */
    public double low(double value) {
        return lowWeight == 1 ? 1 : 1 / (1 + Math.exp(logHigh(value) - logLow(value)));
    }

    /** How many of the sorted values the first of two parts has when the variance within them is least. */
    private static int cut(double[] sorted, double mean) {
        int best = 1;
        double most = 0;
        double sum = 0;
        for (int first = 1; first < sorted.length; first++) {
            sum += sorted[first - 1] - mean;
            // Between parts: the sum of the second is the negative of this one.
            double between = sum * sum / first + sum * sum / (sorted.length - first);
            if (between > most) {
                most = between;
                best = first;
            }
        }
        return best;
    }

    /** Fills the posteriors of the low component; returns the mean log-likelihood. */
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

    private static TwoGaussians maximise(double[] values, double[] low, double floor) {
        double weight = Arrays.stream(low).sum();
        double lowSum = 0;
        double highSum = 0;
        for (int i = 0; i < values.length; i++) {
            lowSum += low[i] * values[i];
            highSum += (1 - low[i]) * values[i];
        }
        // A component that lost all its values keeps no weight, and its other numbers no meaning.
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

    /** The component without values, where there is one, is the high one. */
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
