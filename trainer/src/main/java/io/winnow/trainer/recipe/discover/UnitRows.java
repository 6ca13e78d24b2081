package io.winnow.trainer.recipe.discover;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** Vectors of length 1 by rows. */
final class UnitRows {
    private UnitRows() {}

    /** Returns vectors (N, D), each scaled to length 1, and closes them. */
    static float[][] of(NDArray vectors) {
        int width = (int) vectors.getShape().get(1);
        float[] flat = vectors.toFloatArray();
        vectors.close();
        float[][] rows = new float[flat.length / width][width];
        for (int i = 0; i < rows.length; i++) {
            double norm = 0;
            for (int d = 0; d < width; d++) {
                rows[i][d] = flat[i * width + d];
                norm += rows[i][d] * rows[i][d];
            }
            norm = Math.max(Math.sqrt(norm), 1e-12);
            for (int d = 0; d < width; d++) {
                rows[i][d] = (float) (rows[i][d] / norm);
            }
        }
        return rows;
    }

    /** Returns an array (N, D) as rows, as they are. */
    static float[][] lines(NDArray array) {
        int width = (int) array.getShape().get(1);
        float[] flat = array.toFloatArray();
        float[][] rows = new float[flat.length / width][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
        return rows;
    }

    /** Returns rows as an array (N, D). */
    static NDArray array(float[][] rows, NDManager manager) {
        int width = rows[0].length;
        float[] flat = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * width, width);
        }
        return manager.create(flat, new Shape(rows.length, width));
    }
}
