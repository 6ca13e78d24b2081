package io.winnow.models.loss;

import java.util.Arrays;

/**
 * The assignment of rows to columns with the largest sum of gains: the Hungarian method in the form of shortest augmenting paths (Kuhn 1955;
 * Jonker and Volgenant 1987), in O(rows^2 * columns).
 */
public final class Assignment {
    private Assignment() {}

    /**
     * Assigns as many rows as possible to a column of their own.
     *
     * @param gains (rows, columns), finite
     * @return the column of each row; -1 for those without one, if there are more rows than columns
     */
    public static int[] largest(double[][] gains) {
        int rows = gains.length;
        int columns = rows == 0 ? 0 : gains[0].length;
        if (rows > columns) {
            int[] columnOf = new int[rows];
            Arrays.fill(columnOf, -1);
            int[] rowOf = largest(transposed(gains));
            for (int column = 0; column < columns; column++) {
                columnOf[rowOf[column]] = column;
            }
            return columnOf;
        }
        // Duals of rows and columns, and the row of each column, all with a place 0 for the row that is being added.
        double[] ofRow = new double[rows + 1];
        double[] ofColumn = new double[columns + 1];
        int[] rowOf = new int[columns + 1];
        for (int row = 1; row <= rows; row++) {
            augment(gains, row, ofRow, ofColumn, rowOf);
        }
        int[] columnOf = new int[rows];
        for (int column = 1; column <= columns; column++) {
            if (rowOf[column] > 0) {
                columnOf[rowOf[column] - 1] = column - 1;
            }
        }
        return columnOf;
    }

    private static double[][] transposed(double[][] gains) {
        double[][] transposed = new double[gains[0].length][gains.length];
        for (int row = 0; row < gains.length; row++) {
            for (int column = 0; column < transposed.length; column++) {
                transposed[column][row] = gains[row][column];
            }
        }
        return transposed;
    }

    /** Finds the cheapest alternating path from a new row to a free column, where costs are negative gains, and turns it around. */
    private static void augment(double[][] gains, int row, double[] ofRow, double[] ofColumn, int[] rowOf) {
        int columns = ofColumn.length - 1;
        double[] shortest = new double[columns + 1];
        Arrays.fill(shortest, Double.POSITIVE_INFINITY);
        int[] before = new int[columns + 1];
        boolean[] done = new boolean[columns + 1];
        rowOf[0] = row;
        int last = 0;
        do {
            done[last] = true;
            int from = rowOf[last];
            int next = 0;
            double step = Double.POSITIVE_INFINITY;
            for (int column = 1; column <= columns; column++) {
                if (done[column]) {
                    continue;
                }
                double reduced = -gains[from - 1][column - 1] - ofRow[from] - ofColumn[column];
                if (reduced < shortest[column]) {
                    shortest[column] = reduced;
                    before[column] = last;
                }
                if (shortest[column] < step) {
                    step = shortest[column];
                    next = column;
                }
            }
            for (int column = 0; column <= columns; column++) {
                if (done[column]) {
                    ofRow[rowOf[column]] += step;
                    ofColumn[column] -= step;
                } else {
                    shortest[column] -= step;
                }
            }
            last = next;
        } while (rowOf[last] != 0);
        while (last != 0) {
            rowOf[last] = rowOf[before[last]];
            last = before[last];
        }
    }
}
