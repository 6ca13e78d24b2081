package io.winnow.datasets.numeric;

import java.util.Arrays;

/** Eigenvalues of small symmetric matrices, by rotations (Jacobi 1846). */
public final class SymmetricEigenvalues {
    private static final int MOST_SWEEPS = 100;

    private SymmetricEigenvalues() {}

    /**
     * Returns the eigenvalues, ascending.
     *
     * @param matrix symmetric (n, n)
     */
    public static double[] of(double[][] matrix) {
        int n = matrix.length;
        double[][] a = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        double scale = 0;
        for (double[] row : a) {
            for (double each : row) {
                scale = Math.max(scale, Math.abs(each));
            }
        }
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            double off = 0;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    off = Math.max(off, Math.abs(a[p][q]));
                    rotate(a, p, q);
                }
            }
            if (off <= 1e-15 * scale) {
                break;
            }
        }
        double[] values = new double[n];
        Arrays.setAll(values, i -> a[i][i]);
        Arrays.sort(values);
        return values;
    }

    /** Rotates the plane of two axes so that their off-diagonal entry becomes 0. */
    private static void rotate(double[][] a, int p, int q) {
        if (a[p][q] == 0) {
            return;
        }
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        double c = 1 / Math.hypot(t, 1);
        double s = t * c;
        for (int k = 0; k < a.length; k++) {
            double first = a[k][p];
            a[k][p] = c * first - s * a[k][q];
            a[k][q] = s * first + c * a[k][q];
        }
        for (int k = 0; k < a.length; k++) {
            double first = a[p][k];
            a[p][k] = c * first - s * a[q][k];
            a[q][k] = s * first + c * a[q][k];
        }
    }
}
