package io.winnow.trainer.describe;

import java.util.Arrays;

/** The few operations on dense matrices that the maps need. Matrices are arrays of rows. */
final class Matrices {
    /** A pivot that is smaller than this share of its row's diagonal is what rounding leaves of zero. */
    private static final double SINGULAR = 1e-13;

    private Matrices() {}

    /** Returns a' b for a (N, P) and b (N, Q): (P, Q). */
    static double[][] transposedTimes(double[][] a, double[][] b) {
        double[][] product = new double[a[0].length][b[0].length];
        for (int n = 0; n < a.length; n++) {
            for (int p = 0; p < product.length; p++) {
                double factor = a[n][p];
                for (int q = 0; q < b[n].length; q++) {
                    product[p][q] += factor * b[n][q];
                }
            }
        }
        return product;
    }

    /** Returns a b for a (N, P) and b (P, Q): (N, Q). */
    static double[][] times(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int n = 0; n < a.length; n++) {
            for (int p = 0; p < b.length; p++) {
                double factor = a[n][p];
                for (int q = 0; q < b[p].length; q++) {
                    product[n][q] += factor * b[p][q];
                }
            }
        }
        return product;
    }

    /**
     * Returns (a + ridge I)^-1 b by the Cholesky decomposition.
     *
     * @param a symmetric and positive semidefinite (N, N)
     * @param ridge above 0, or at least 0 if {@code a} is positive definite
     * @throws IllegalArgumentException if the sum is not positive definite
     */
    static double[][] solve(double[][] a, double ridge, double[][] b) {
        int size = a.length;
        double[][] lower = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j] + (i == j ? ridge : 0);
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                if (i == j && !(sum > SINGULAR * (a[i][i] + ridge))) {
                    throw new IllegalArgumentException("The matrix is not positive definite at row " + i
                            + "; use a larger ridge than " + ridge + ".");
                }
                lower[i][j] = i == j ? Math.sqrt(sum) : sum / lower[j][j];
            }
        }
        double[][] x = Arrays.stream(b).map(double[]::clone).toArray(double[][]::new);
        for (int column = 0; column < b[0].length; column++) {
            for (int i = 0; i < size; i++) {
                for (int k = 0; k < i; k++) {
                    x[i][column] -= lower[i][k] * x[k][column];
                }
                x[i][column] /= lower[i][i];
            }
            for (int i = size - 1; i >= 0; i--) {
                for (int k = i + 1; k < size; k++) {
                    x[i][column] -= lower[k][i] * x[k][column];
                }
                x[i][column] /= lower[i][i];
            }
        }
        return x;
    }
}
