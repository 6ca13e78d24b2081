package io.winnow.datasets.inspect;

import io.winnow.datasets.numeric.ChiSquare;
import java.util.Arrays;

/**
 * How far two divisions of the same items depend on each other, such as the parts of a data set and the classes.
 *
 * @param cramersV Cramer's V: 0 if they are independent, 1 if one determines the other
 * @param p probability of a chi-square of at least this size if they were independent. It is an approximation, which needs about five
 *     expected items in most cells
 */
public record Association(double cramersV, double p) {
    /**
     * Computes the association of a table of counts. Rows and columns without any item are left out. A table of which only one row or
     * column is left has no association.
     *
     * @param counts number of items of each row and column (R, C)
     */
    public static Association of(double[][] counts) {
        double[] rows = Arrays.stream(counts)
                .mapToDouble(row -> Arrays.stream(row).sum())
                .toArray();
        double[] columns = new double[counts.length == 0 ? 0 : counts[0].length];
        for (double[] row : counts) {
            for (int c = 0; c < columns.length; c++) {
                columns[c] += row[c];
            }
        }
        double total = Arrays.stream(rows).sum();
        double chiSquare = 0;
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < columns.length; c++) {
                double expected = rows[r] * columns[c] / total;
                if (expected > 0) {
                    chiSquare += (counts[r][c] - expected) * (counts[r][c] - expected) / expected;
                }
            }
        }
        int usedRows = (int) Arrays.stream(rows).filter(each -> each > 0).count();
        int usedColumns = (int) Arrays.stream(columns).filter(each -> each > 0).count();
        int smaller = Math.min(usedRows, usedColumns) - 1;
        return smaller < 1
                ? new Association(0, 1)
                : new Association(
                        Math.sqrt(chiSquare / (total * smaller)),
                        ChiSquare.tail(chiSquare, (usedRows - 1) * (usedColumns - 1)));
    }
}
