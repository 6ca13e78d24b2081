package io.winnow.trainer.export;

/** What two outputs for the same examples must have in common to be of the same use. */
enum Agreement {
    /** The place of the highest number of a row: the most probable class. */
    HIGHEST,
    /** The most similar other row by cosine. */
    NEAREST_BY_COSINE,
    /** The nearest other row. */
    NEAREST,
    /** Which of two rows has the lower number. */
    ORDER;

    /**
     * How far it goes.
     *
     * @param a (rows, width) row-major
     * @param b of the same shape
     * @return a share of the rows, or of all pairs of rows for {@link #ORDER}
     */
    double share(float[] a, float[] b, int rows) {
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
