package io.winnow.trainer.evaluate;

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
}
