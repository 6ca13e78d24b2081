package io.winnow.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * A sparse matrix (N, D), stored by row.
 *
 * @param starts (N + 1) place of the first entry of each row in {@code columns} and {@code values}; the last is their length
 * @param columns column of each entry
 * @param values value of each entry
 * @param width D
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix; never compared
public record SparseRows(int[] starts, int[] columns, double[] values, int width) {
    /**
     * One row.
     *
     * @param columns distinct columns
     * @param values value of each
     */
    @SuppressWarnings("ArrayRecordComponent") // a row; never compared
    public record Row(int[] columns, double[] values) {}

    /** Puts rows together. */
    public static SparseRows of(List<Row> rows, int width) {
        int[] starts = new int[rows.size() + 1];
        for (int i = 0; i < rows.size(); i++) {
            starts[i + 1] = starts[i] + rows.get(i).columns.length;
        }
        int[] columns = new int[starts[rows.size()]];
        double[] values = new double[columns.length];
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            System.arraycopy(row.columns, 0, columns, starts[i], row.columns.length);
            System.arraycopy(row.values, 0, values, starts[i], row.values.length);
        }
        return new SparseRows(starts, columns, values, width);
    }

    /** The number of rows N. */
    public int size() {
        return starts.length - 1;
    }

    /** Returns the product of a row and a vector (at least D). */
    double dot(int row, double[] vector) {
        double sum = 0;
        for (int entry = starts[row]; entry < starts[row + 1]; entry++) {
            sum += values[entry] * vector[columns[entry]];
        }
        return sum;
    }

    /** Adds a multiple of a row to a vector (at least D). */
    void addTo(double[] vector, int row, double factor) {
        for (int entry = starts[row]; entry < starts[row + 1]; entry++) {
            vector[columns[entry]] += factor * values[entry];
        }
    }

    /**
     * A matrix whose columns that have only one entry are merged, by row.
     *
     * @param rows (N, D'), where a merged column has the Euclidean length of its columns' values
     * @param columns column of {@code rows} for each column of the original (D)
     * @param shares value of each column of the original in its merged column, divided by that column's length (D); 1 if it is not merged
     */
    @SuppressWarnings("ArrayRecordComponent") // matrices; never compared
    record Merged(SparseRows rows, int[] columns, double[] shares) {
        /**
         * Turns weights (D' + 1, C) of a linear model with an L2 penalty, which were fitted to the merged rows, into weights (D + 1, C) for
         * the original ones; the last row are the biases, which have no penalty. At the minimum, the weights of columns that occur in the
         * same single row are in proportion to their values there: the loss depends only on the sum of their products, and the penalty is
         * smallest then. So one weight for all of them is enough, of which each has its share.
         */
        double[] expand(double[] weights, int classes) {
            int width = columns.length;
            double[] all = new double[(width + 1) * classes];
            for (int d = 0; d <= width; d++) {
                int from = d < width ? columns[d] : rows.width;
                double share = d < width ? shares[d] : 1;
                for (int c = 0; c < classes; c++) {
                    all[d * classes + c] = share * weights[from * classes + c];
                }
            }
            return all;
        }
    }

    /** Merges the columns that have only one entry with the others of the same row. */
    Merged merged() {
        int[] counts = new int[width];
        for (int column : columns) {
            counts[column]++;
        }
        int[] places = new int[width];
        double[] shares = new double[width];
        int next = 0;
        for (int column = 0; column < width; column++) {
            places[column] = counts[column] == 1 ? -1 : next++;
            shares[column] = 1;
        }
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < size(); row++) {
            double squares = 0;
            int kept = 0;
            for (int entry = starts[row]; entry < starts[row + 1]; entry++) {
                boolean single = counts[columns[entry]] == 1;
                squares += single ? values[entry] * values[entry] : 0;
                kept += single ? 0 : 1;
            }
            double length = Math.sqrt(squares);
            int[] ownColumns = new int[kept + (length > 0 ? 1 : 0)];
            double[] ownValues = new double[ownColumns.length];
            int place = 0;
            for (int entry = starts[row]; entry < starts[row + 1]; entry++) {
                int column = columns[entry];
                if (counts[column] == 1) {
                    places[column] = next;
                    shares[column] = length > 0 ? values[entry] / length : 0;
                } else {
                    ownColumns[place] = places[column];
                    ownValues[place++] = values[entry];
                }
            }
            if (length > 0) {
                ownColumns[place] = next++;
                ownValues[place] = length;
            }
            rows.add(new Row(ownColumns, ownValues));
        }
        return new Merged(of(rows, next), places, shares);
    }
}
