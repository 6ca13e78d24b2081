package io.winnow.trainer.evaluate;

import java.util.Arrays;

/** The one-to-one matching of rows and columns with the largest total (Kuhn 1955, in the form of Jonker and Volgenant 1987). */
public final class Matching {
    private Matching() {}

    /**
     * Matches found classes with true ones.
     *
     * @param agreement what each pair contributes, such as the number of examples that have both (R, C)
     * @return the column of each row (R), or -1 for rows without one, if there are more rows than columns
     */
    public static int[] best(double[][] agreement) {
        int rows = agreement.length;
        int columns = rows == 0 ? 0 : agreement[0].length;
        int size = Math.max(rows, columns);
        // Potentials of rows and columns, and the row of each column, counted from 1. Row and column 0 are auxiliary.
        double[] u = new double[size + 1];
        double[] v = new double[size + 1];
        int[] rowOf = new int[size + 1];
        for (int row = 1; row <= size; row++) {
            augment(row, agreement, rows, columns, u, v, rowOf);
        }
        int[] found = new int[rows];
        Arrays.fill(found, -1);
        for (int column = 1; column <= columns; column++) {
            if (rowOf[column] <= rows) {
                found[rowOf[column] - 1] = column - 1;
            }
        }
        return found;
    }

    /** Adds a row to the matching along the shortest path that alternates between matched and unmatched pairs. */
    private static void augment(
            int row, double[][] agreement, int rows, int columns, double[] u, double[] v, int[] rowOf) {
        int size = u.length - 1;
        double[] slack = new double[size + 1];
        Arrays.fill(slack, Double.POSITIVE_INFINITY);
        int[] from = new int[size + 1];
        boolean[] used = new boolean[size + 1];
        rowOf[0] = row;
        int column = 0;
        do {
            used[column] = true;
            int own = rowOf[column];
            int next = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int j = 1; j <= size; j++) {
                if (!used[j]) {
                    double cost = own <= rows && j <= columns ? -agreement[own - 1][j - 1] : 0;
                    double reduced = cost - u[own] - v[j];
                    if (reduced < slack[j]) {
                        slack[j] = reduced;
                        from[j] = column;
                    }
                    if (slack[j] < least) {
                        least = slack[j];
                        next = j;
                    }
                }
            }
            for (int j = 0; j <= size; j++) {
                if (used[j]) {
                    u[rowOf[j]] += least;
                    v[j] -= least;
                } else {
                    slack[j] -= least;
                }
            }
            column = next;
        } while (rowOf[column] != 0);
        while (column != 0) {
            rowOf[column] = rowOf[from[column]];
            column = from[column];
        }
    }
}
