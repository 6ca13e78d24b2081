package io.winnow.datasets.numeric;

import java.util.Arrays;

/**
 * Least squares over probabilities: the q that minimises {@code |f - D q|^2} with {@code q >= 0} and {@code sum q = 1}.
 *
 * <p>The active-set method of Lawson and Hanson (1974, "Solving Least Squares Problems", chapter 23), in which the equation for the sum is
 * part of each linear system, so that it holds exactly.
 */
public final class SimplexLeastSquares {
    /** Added to the squares of the columns, relative to their mean, so that equal columns do not make a system singular. */
    private static final double RIDGE = 1e-13;

    private static final double TOLERANCE = 1e-12;

    private final double[][] matrix;
    private final double[][] products;
    private final int columns;

    /** @param matrix D (r, K) */
    public SimplexLeastSquares(double[][] matrix) {
        this.matrix = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        columns = matrix[0].length;
        products = new double[columns][columns];
        double trace = 0;
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < columns; j++) {
                for (double[] row : matrix) {
                    products[i][j] += row[i] * row[j];
                }
            }
            trace += products[i][i];
        }
        for (int i = 0; i < columns; i++) {
            products[i][i] += RIDGE * trace / columns;
        }
    }

    /**
     * Returns the minimiser q (K).
     *
     * @param target f (r)
     */
    public double[] solve(double[] target) {
        double[] right = new double[columns];
        for (int d = 0; d < matrix.length; d++) {
            for (int i = 0; i < columns; i++) {
                right[i] += matrix[d][i] * target[d];
            }
        }
        int first = 0;
        for (int i = 1; i < columns; i++) {
            first = products[i][i] / 2 - right[i] < products[first][first] / 2 - right[first] ? i : first;
        }
        double[] q = new double[columns];
        q[first] = 1;
        boolean[] free = new boolean[columns];
        free[first] = true;
        // Each round lowers the objective, so that no set of free columns occurs twice; the limit only guards against
        // rounding.
        for (int round = 0; round < 10 * columns; round++) {
            int entering = entering(q, free, right);
            if (entering < 0) {
                break;
            }
            free[entering] = true;
            descend(q, free, right);
        }
        return q;
    }

    /** The column outside of the free ones along which the objective falls fastest; -1 at the minimum. */
    private int entering(double[] q, boolean[] free, double[] right) {
        double own = Double.POSITIVE_INFINITY;
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < columns; i++) {
            double slope = -right[i];
            for (int j = 0; j < columns; j++) {
                slope += products[i][j] * q[j];
            }
            if (free[i]) {
                own = Math.min(own, slope);
            } else if (slope < least) {
                least = slope;
                best = i;
            }
        }
        return least < own - TOLERANCE ? best : -1;
    }

    /** Moves to the minimum over the free columns, and takes out those that would become negative. */
    private void descend(double[] q, boolean[] free, double[] right) {
        while (true) {
            double[] best = minimum(free, right);
            double step = 1;
            int leaving = -1;
            for (int i = 0; i < columns; i++) {
                if (free[i] && best[i] <= 0 && (leaving < 0 || q[i] / (q[i] - best[i]) < step)) {
                    step = q[i] == best[i] ? 0 : q[i] / (q[i] - best[i]);
                    leaving = i;
                }
            }
            for (int i = 0; i < columns; i++) {
                q[i] += step * (best[i] - q[i]);
            }
            if (leaving < 0) {
                return;
            }
            q[leaving] = 0;
            free[leaving] = false;
        }
    }

    /** The minimum over the free columns with sum 1 (K), which may have negative entries. */
    private double[] minimum(boolean[] free, double[] right) {
        int[] index = new int[columns];
        int count = 0;
        for (int i = 0; i < columns; i++) {
            if (free[i]) {
                index[count++] = i;
            }
        }
        double[][] system = new double[count + 1][count + 2];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                system[i][j] = products[index[i]][index[j]];
            }
            system[i][count] = 1;
            system[count][i] = 1;
            system[i][count + 1] = right[index[i]];
        }
        system[count][count + 1] = 1;
        double[] solved = solve(system);
        double[] best = new double[columns];
        for (int i = 0; i < count; i++) {
            best[index[i]] = solved[i];
        }
        return best;
    }

    /** Gaussian elimination with pivots on a system whose last column is the right-hand side. */
    private static double[] solve(double[][] a) {
        int n = a.length;
        for (int i = 0; i < n; i++) {
            int pivot = i;
            for (int j = i + 1; j < n; j++) {
                pivot = Math.abs(a[j][i]) > Math.abs(a[pivot][i]) ? j : pivot;
            }
            double[] row = a[pivot];
            a[pivot] = a[i];
            a[i] = row;
            for (int j = i + 1; j < n; j++) {
                double factor = a[j][i] / row[i];
                for (int k = i; k <= n; k++) {
                    a[j][k] -= factor * row[k];
                }
            }
        }
        double[] x = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            double sum = a[i][n];
            for (int k = i + 1; k < n; k++) {
                sum -= a[i][k] * x[k];
            }
            x[i] = sum / a[i][i];
        }
        return x;
    }
}
