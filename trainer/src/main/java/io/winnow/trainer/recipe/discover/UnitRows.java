package io.winnow.trainer.recipe.discover;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Tensors;

/** Vectors of length 1 by rows. */
final class UnitRows {
    private UnitRows() {}

    /** Returns vectors (N, D), each scaled to length 1, and closes them. */
    static float[][] of(NDArray vectors) {
        float[][] rows = Tensors.rows(vectors);
        vectors.close();
        for (float[] row : rows) {
            double norm = 0;
            for (float value : row) {
                norm += value * value;
            }
            norm = Math.max(Math.sqrt(norm), 1e-12);
            for (int d = 0; d < row.length; d++) {
                row[d] = (float) (row[d] / norm);
            }
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
