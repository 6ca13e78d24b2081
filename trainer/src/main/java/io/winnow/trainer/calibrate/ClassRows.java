package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Groups the rows of representations by class. */
final class ClassRows {
    private final NDArray z;
    private final int[] counts;
    private final int[][] rows;

    /**
     * Groups rows.
     *
     * @param z (N, D), finite
     * @param classes (N), each in [0, classCount)
     */
    ClassRows(NDArray z, int[] classes, int classCount) {
        if (z.getShape().dimension() != 2 || z.getShape().get(0) != classes.length) {
            throw new IllegalArgumentException("The representations of " + classes.length
                    + " examples must have shape (" + classes.length + ", D), found " + z.getShape());
        }
        counts = new int[classCount];
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] < 0 || classes[i] >= classCount) {
                throw new IllegalArgumentException("Example " + i + " has class " + classes[i] + ", but there are only "
                        + classCount + " classes, numbered from 0.");
            }
            counts[classes[i]]++;
        }
        requireFinite(z);
        this.z = z;
        rows = IntStream.range(0, classCount).mapToObj(k -> new int[counts[k]]).toArray(int[][]::new);
        int[] filled = new int[classCount];
        for (int i = 0; i < classes.length; i++) {
            rows[classes[i]][filled[classes[i]]++] = i;
        }
    }

    /** Number of rows of each class (K). */
    int[] counts() {
        return counts.clone();
    }

    /** Indices of the rows of a class, ascending. */
    int[] of(int index) {
        return rows[index];
    }

    /** Returns chosen rows (n, D) as float64, attached to {@code scope}. */
    NDArray read(int[] chosen, NDManager scope) {
        return select(z, Arrays.stream(chosen).asLongStream().toArray(), scope);
    }

    /** Returns chosen rows (n, D) of {@code x} as float64, attached to {@code scope}. */
    static NDArray select(NDArray x, long[] chosen, NDManager scope) {
        try (NDArray index = scope.create(chosen)) {
            NDArray selected = CalibrateScript.rows(x, index);
            selected.attach(scope);
            return selected;
        }
    }

    private static void requireFinite(NDArray z) {
        try (NDArray finite = CalibrateScript.allFinite(z)) {
            if (!finite.getBoolean()) {
                throw new IllegalArgumentException(
                        "The representations contain NaN or infinite values, so their statistics cannot be computed. Check the training of"
                                + " the encoder.");
            }
        }
    }

    /** Returns a sub-manager of the manager of {@code array}, on the device of the array. */
    static NDManager scope(NDArray array) {
        return array.getManager().newSubManager(array.getDevice());
    }
}
