package io.winnow.datasets.random;

import java.util.Arrays;

/** Draws from symmetric Dirichlet distributions. */
public final class SymmetricDirichlet {
    private SymmetricDirichlet() {}

    /**
     * Draws shares that sum to 1 from the Dirichlet distribution whose parameters are all {@code alpha}.
     *
     * @param size number of shares
     * @param alpha above 0; the smaller, the more the shares differ
     */
    public static double[] of(int size, double alpha, CounterRandom random) {
        double[] shares = new double[size];
        Arrays.setAll(shares, i -> Beta.logGamma(alpha, random));
        double most = Arrays.stream(shares).max().orElseThrow();
        double sum = 0;
        for (int i = 0; i < size; i++) {
            shares[i] = Math.exp(shares[i] - most);
            sum += shares[i];
        }
        for (int i = 0; i < size; i++) {
            shares[i] /= sum;
        }
        return shares;
    }
}
