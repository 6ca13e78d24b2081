package io.winnow.trainer.evaluate;

import java.util.Arrays;

/** The assignment problem: pairs rows and columns so that the sum of their gains is largest (Kuhn's Hungarian method, in O(n^3)). */
public final class Matching {
    private Matching() {}

    /**
     * Returns the column of each row.
     *
     * @param gains a square matrix (n, n)
     */
    public static int[] largest(double[][] gains) {
        int n = gains.length;
        double[] rowPrice = new double[n + 1];
        double[] columnPrice = new double[n + 1];
        int[] rowOf = new int[n + 1]; // of each column, counted from 1; 0 for none
        int[] before = new int[n + 1];
        for (int row = 1; row <= n; row++) {
            rowOf[0] = row;
            int column = 0;
            double[] slack = new double[n + 1];
            Arrays.fill(slack, Double.POSITIVE_INFINITY);
            boolean[] visited = new boolean[n + 1];
            do {
                visited[column] = true;
                int current = rowOf[column];
                double least = Double.POSITIVE_INFINITY;
                int next = 0;
                for (int j = 1; j <= n; j++) {
                    if (visited[j]) {
                        continue;
                    }
                    double cost = -gains[current - 1][j - 1] - rowPrice[current] - columnPrice[j];
                    if (cost < slack[j]) {
                        slack[j] = cost;
                        before[j] = column;
                    }
                    if (slack[j] < least) {
                        least = slack[j];
                        next = j;
                    }
                }
                for (int j = 0; j <= n; j++) {
                    if (visited[j]) {
                        rowPrice[rowOf[j]] += least;
                        columnPrice[j] -= least;
                    } else {
                        slack[j] -= least;
                    }
                }
                column = next;
            } while (rowOf[column] != 0);
            while (column != 0) {
                rowOf[column] = rowOf[before[column]];
                column = before[column];
            }
        }
        int[] columnOf = new int[n];
        for (int j = 1; j <= n; j++) {
            columnOf[rowOf[j] - 1] = j - 1;
        }
        return columnOf;
    }
}
