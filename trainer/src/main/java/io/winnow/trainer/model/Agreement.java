package io.winnow.trainer.model;

/** Measures how far two models agree in what their outputs are used for, given their outputs for the same examples. */
public enum Agreement {
    /** For classifiers and class centers: the index of the largest number of a row, which is the most probable class or nearest center. */
    HIGHEST,
    /** For encoders: the most similar other row by cosine. */
    NEAREST_BY_COSINE,
    /** For encoders: the nearest other row by Euclidean distance. */
    NEAREST,
    /** For scores: which of two rows has the smaller number. */
    ORDER;

    /**
     * Returns the share of rows in which two outputs agree.
     *
     * @param a first output (rows, width) in row-major order
     * @param b second output, of the same shape
     * @return the share of the rows in [0, 1]; for {@link #ORDER}, the share of all pairs of rows
     */
    public double share(float[] a, float[] b, int rows) {
        int same = 0;
        int all = 0;
        for (int i = 0; i < rows; i++) {
            if (this == ORDER) {
                for (int j = i + 1; j < rows; j++) {
                    same += Float.compare(a[i], a[j]) == Float.compare(b[i], b[j]) ? 1 : 0;
                    all++;
                }
            } else {
                same += best(a, i, rows) == best(b, i, rows) ? 1 : 0;
                all++;
            }
        }
        return all == 0 ? 1 : (double) same / all;
    }

    private int best(float[] values, int row, int rows) {
        int width = values.length / rows;
        int found = -1;
        double best = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < (this == HIGHEST ? width : rows); j++) {
            double score = this == HIGHEST ? values[row * width + j] : similarity(values, row, j, width);
            if (score > best) {
                best = score;
                found = j;
            }
        }
        return found;
    }

    private double similarity(float[] values, int a, int b, int width) {
        if (a == b) {
            return Double.NEGATIVE_INFINITY;
        }
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int d = 0; d < width; d++) {
            double x = values[a * width + d];
            double y = values[b * width + d];
            product += x * y;
            squareA += x * x;
            squareB += y * y;
        }
        return this == NEAREST
                ? 2 * product - squareA - squareB
                : product / Math.sqrt(Math.max(squareA * squareB, Double.MIN_NORMAL));
    }
}
