package io.winnow.trainer.recipe.recommend;

import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;

/**
 * A factor for each user or item: a matrix (rows, width) that gradient ascent with weight decay improves. The decay works on all rows in each
 * batch, but rows that a batch does not use are caught up with only when they are used again, so that a batch costs as much as it has pairs.
 */
final class FactorMatrix {
    private final int width;
    private final double[] values;
    private final double[] gradient;

    /** Number of batches whose decay each row has had. */
    private final int[] decayed;

    private final int[] used;
    private final boolean[] isUsed;
    private int usedCount;
    private int batches;

    /** @param values the matrix by rows, which this object changes from now on */
    FactorMatrix(double[] values, int width) {
        this.values = values;
        this.width = width;
        gradient = new double[values.length];
        decayed = new int[values.length / width];
        used = new int[decayed.length];
        isUsed = new boolean[decayed.length];
    }

    /** Draws a matrix uniformly from [0, scale / sqrt(width)), or from (scale / sqrt(width), 0] if the scale is negative. */
    static FactorMatrix random(int rows, int width, double scale, long... keys) {
        CounterRandom random = CounterRandom.of(keys);
        double[] values = new double[rows * width];
        Arrays.setAll(values, i -> scale / Math.sqrt(width) * random.nextDouble());
        return new FactorMatrix(values, width);
    }

    /** Returns the matrix by rows. All rows are up to date after {@link #settle}. */
    double[] values() {
        return values;
    }

    int width() {
        return width;
    }

    /** Makes a row ready for this batch. */
    void use(int row, double shrink) {
        if (!isUsed[row]) {
            catchUp(row, shrink);
            isUsed[row] = true;
            used[usedCount++] = row;
        }
    }

    private void catchUp(int row, double shrink) {
        if (decayed[row] < batches) {
            double factor = Math.pow(shrink, batches - decayed[row]);
            for (int i = row * width; i < (row + 1) * width; i++) {
                values[i] *= factor;
            }
            decayed[row] = batches;
        }
    }

    /** Returns the product of a row of this matrix and one of another. */
    double dot(int row, FactorMatrix other, int otherRow) {
        double sum = 0;
        int a = row * width;
        int b = otherRow * width;
        for (int i = 0; i < width; i++) {
            sum += values[a + i] * other.values[b + i];
        }
        return sum;
    }

    /** Adds a multiple of a row of another matrix to the gradient of a row. */
    void add(int row, double coefficient, FactorMatrix other, int otherRow) {
        int a = row * width;
        int b = otherRow * width;
        for (int i = 0; i < width; i++) {
            gradient[a + i] += coefficient * other.values[b + i];
        }
    }

    /** Ends a batch: moves all used rows by {@code rate * (gradient - decay * row)}. */
    void step(double rate, double shrink) {
        batches++;
        for (int each = 0; each < usedCount; each++) {
            int row = used[each];
            for (int i = row * width; i < (row + 1) * width; i++) {
                values[i] = shrink * values[i] + rate * gradient[i];
                gradient[i] = 0;
            }
            decayed[row] = batches;
            isUsed[row] = false;
        }
        usedCount = 0;
    }

    /** Brings all rows up to date, before the decay changes or the matrix is read. */
    void settle(double shrink) {
        for (int row = 0; row < decayed.length; row++) {
            catchUp(row, shrink);
        }
    }
}
