package io.winnow.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Operations on arrays that DJL's own methods do by way of host memory, which is slow or leaks memory if the arrays are on a GPU. */
public final class Tensors {
    private Tensors() {}

    /**
     * Copies the values of an array into another array of the same shape, in place, so that views of the target see the new values. The
     * arrays may differ in type and device. DJL's {@code copyTo}, in contrast, uses a host buffer (at most 2 GiB), leaves a host copy
     * attached to the source's manager, and gives the target a new storage that its views do not share.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    public static void copy(NDArray from, NDArray to) {
        if (!from.getShape().equals(to.getShape())) {
            throw new IllegalArgumentException("Cannot copy an array of shape " + from.getShape()
                    + " into an array of shape " + to.getShape() + "; the shapes must be equal.");
        }
        try (Autograd.Recording pause = Autograd.pause()) {
            TensorsScript.copy(to, from);
        }
    }

    /** Returns the rows of a matrix (N, D). */
    public static float[][] rows(NDArray matrix) {
        float[] values = matrix.toFloatArray();
        float[][] rows = new float[(int) matrix.getShape().get(0)]
                [(int) matrix.getShape().get(1)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, i * rows[i].length, rows[i], 0, rows[i].length);
        }
        return rows;
    }

    /** Returns the rows of a matrix (N, D) of float32 in double precision. */
    public static double[][] doubleRows(NDArray matrix) {
        float[][] narrow = rows(matrix);
        double[][] rows = new double[narrow.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[narrow[i].length];
            for (int d = 0; d < rows[i].length; d++) {
                rows[i][d] = narrow[i][d];
            }
        }
        return rows;
    }

    /**
     * Reads the values of a small float32 array whose manager stays open for long. DJL's {@code toFloatArray} on a GPU array attaches a
     * host copy to the array's manager at each call; here this copy is closed.
     */
    public static float[] floats(NDArray array) {
        try (NDManager scope = array.getManager().newSubManager()) {
            NDArray copy = array.duplicate();
            copy.attach(scope);
            return copy.toFloatArray();
        }
    }
}
