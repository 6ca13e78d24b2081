package io.winnow.trainer.select;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A matrix (N, D) stored by column within blocks of rows, to compare all rows with one of them: the innermost loop runs over the rows, so that
 * the Java compiler turns it into vector instructions.
 */
final class Columns {
    private static final int BLOCK = 1024;

    private final Vectors vectors;
    /** For each block of rows, the values of the first column, then of the second, and so on. */
    private final float[][] blocks;

    Columns(Vectors vectors) {
        this.vectors = vectors;
        blocks = new float[(vectors.rows() + BLOCK - 1) / BLOCK][];
        IntStream.range(0, blocks.length).parallel().forEach(block -> {
            int rows = rows(block);
            float[] values = new float[rows * vectors.width()];
            for (int d = 0; d < vectors.width(); d++) {
                for (int row = 0; row < rows; row++) {
                    values[d * rows + row] = vectors.get(block * BLOCK + row, d);
                }
            }
            blocks[block] = values;
        });
    }

    private int rows(int block) {
        return Math.min(BLOCK, vectors.rows() - block * BLOCK);
    }

    /** Takes numbers of consecutive rows. */
    @FunctionalInterface
    private interface Block {
        /**
         * Takes numbers.
         *
         * @param first first row
         * @param numbers one for each row from there on
         */
        void take(int first, float[] numbers);
    }

    /** Lowers the squared distances of the rows to the nearest chosen one (N), after a row was chosen. */
    void closer(int chosen, float[] nearest) {
        each(chosen, true, (first, distances) -> {
            for (int i = 0; i < distances.length; i++) {
                nearest[first + i] = Math.min(nearest[first + i], distances[i]);
            }
        });
    }

    /** Computes the dot products of the rows and one of them (N). */
    void products(int row, float[] products) {
        each(row, false, (first, numbers) -> System.arraycopy(numbers, 0, products, first, numbers.length));
    }

    private void each(int chosen, boolean distances, Block consumer) {
        int width = vectors.width();
        float[] center = Arrays.copyOfRange(vectors.values(), chosen * width, (chosen + 1) * width);
        IntStream.range(0, blocks.length).parallel().forEach(block -> {
            float[] sums = new float[rows(block)];
            for (int d = 0; d < width; d++) {
                if (distances) {
                    addSquares(blocks[block], d * sums.length, center[d], sums);
                } else {
                    addProducts(blocks[block], d * sums.length, center[d], sums);
                }
            }
            consumer.take(block * BLOCK, sums);
        });
    }

    private static void addSquares(float[] column, int from, float center, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            float difference = column[from + i] - center;
            sums[i] += difference * difference;
        }
    }

    private static void addProducts(float[] column, int from, float center, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += column[from + i] * center;
        }
    }
}
