package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.run.StopSignal;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Examples that are vectors in memory. */
public final class VectorRows {
    private VectorRows() {}

    /** Returns some rows of vectors (N, D) as one array (B, D). */
    public static NDArray batch(float[][] vectors, int[] chosen, NDManager manager) {
        int width = vectors.length == 0 ? 0 : vectors[0].length;
        float[] values = new float[chosen.length * width];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(vectors[chosen[i]], 0, values, i * width, width);
        }
        return manager.create(values, new Shape(chosen.length, width));
    }

    /**
     * Applies a function to some rows of vectors (N, D) in their order, one batch at a time, see {@link Preprocessing#map}.
     *
     * @param function maps (B, D) to (B, C)
     * @return (examples, C); null if there are no examples
     */
    public static NDArray map(
            float[][] vectors, int[] examples, int batchSize, NDManager manager, UnaryOperator<NDArray> function) {
        NDArray all = null;
        for (int row = 0; row < examples.length; row += batchSize) {
            StopSignal.poll();
            int size = Math.min(batchSize, examples.length - row);
            try (NDManager scope = manager.newSubManager()) {
                NDArray out = function.apply(batch(vectors, Arrays.copyOfRange(examples, row, row + size), scope));
                if (all == null) {
                    all = manager.create(
                            new Shape(examples.length, out.getShape().get(1)));
                }
                all.set(new NDIndex("{}:{}", row, row + size), out);
            }
        }
        return all;
    }
}
