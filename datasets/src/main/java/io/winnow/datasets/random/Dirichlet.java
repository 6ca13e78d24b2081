package io.winnow.datasets.random;

/** The symmetric Dirichlet distribution. */
public final class Dirichlet {
    private Dirichlet() {}

    /**
     * Draws shares from Dirichlet(alpha, .., alpha). Logarithms are drawn, so that the shares are numbers for the smallest alpha, too.
     *
     * @param alpha parameter, above 0
     * @param size number of shares
     * @return shares that sum to 1 (size)
     */
    public static double[] draw(double alpha, int size, CounterRandom random) {
        if (!(alpha > 0) || size < 1) {
            throw new IllegalArgumentException(
                    "A Dirichlet distribution needs a positive parameter and at least one share,"
                            + " found the parameter " + alpha + " and " + size + " shares.");
        }
        double[] shares = new double[size];
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            shares[i] = Beta.logGamma(alpha, random);
            largest = Math.max(largest, shares[i]);
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            shares[i] = Math.exp(shares[i] - largest);
            sum += shares[i];
        }
        for (int i = 0; i < size; i++) {
            shares[i] /= sum;
        }
        return shares;
    }
}
