package io.winnow.datasets.numeric;

/** The chi-square distribution. */
public final class ChiSquare {
    private static final int MOST_TERMS = 100_000;
    private static final double ENOUGH = 1e-16;
    private static final double TINY = 1e-300;

    private ChiSquare() {}

    /**
     * Returns the probability of a value of at least {@code x}: the regularized upper incomplete gamma function {@code Q(k / 2, x / 2)}.
     * It is computed by the power series of its complement below {@code x = k + 2}, and by the continued fraction of Legendre above
     * (Abramowitz and Stegun, 6.5.29 and 6.5.31), which Lentz's method evaluates.
     *
     * @param x the value, at least 0
     * @param degrees degrees of freedom (k), at least 1
     */
    public static double tail(double x, int degrees) {
        double a = degrees / 2.0;
        double half = x / 2;
        if (half <= 0) {
            return 1;
        }
        double factor = Math.exp(a * Math.log(half) - half - logGammaOfHalf(degrees));
        return half < a + 1 ? 1 - factor * series(a, half) : factor * fraction(a, half);
    }

    private static double series(double a, double x) {
        double term = 1 / a;
        double sum = term;
        for (int n = 1; n < MOST_TERMS && term > ENOUGH * sum; n++) {
            term *= x / (a + n);
            sum += term;
        }
        return sum;
    }

    private static double fraction(double a, double x) {
        double b = x + 1 - a;
        double c = 1 / TINY;
        double d = 1 / b;
        double value = d;
        for (int n = 1; n < MOST_TERMS; n++) {
            double numerator = -n * (n - a);
            b += 2;
            d = 1 / nonZero(numerator * d + b);
            c = nonZero(b + numerator / c);
            value *= d * c;
            if (Math.abs(d * c - 1) < ENOUGH * 10) {
                break;
            }
        }
        return value;
    }

    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /** Returns the logarithm of the gamma function at {@code n / 2} by its recurrence from 1/2 or 1. */
    private static double logGammaOfHalf(int n) {
        double value = n % 2 == 0 ? 0 : Math.log(Math.PI) / 2;
        for (int m = n % 2 == 0 ? 2 : 1; m < n; m += 2) {
            value += Math.log(m / 2.0);
        }
        return value;
    }
}
