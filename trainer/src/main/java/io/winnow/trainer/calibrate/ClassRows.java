package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.TorchFunctions;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Which rows of a representation belong to each class. */
final class ClassRows {
    static final TorchFunctions FUNCTIONS = TorchFunctions.load(ClassRows.class, "calibrate.py");

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
            throw new IllegalArgumentException(
                    "A representation of " + classes.length + " examples has as many rows, not shape " + z.getShape());
        }
        counts = new int[classCount];
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] < 0 || classes[i] >= classCount) {
                throw new IllegalArgumentException("Example " + i + " has class " + classes[i] + "; there are "
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

    /** How many rows each class has. */
    int[] counts() {
        return counts.clone();
    }

    /** The rows of a class, ascending. */
    int[] of(int index) {
        return rows[index];
    }

    /** Chosen rows (n, D) as float64, attached to {@code scope}. */
    NDArray read(int[] chosen, NDManager scope) {
        return select(z, Arrays.stream(chosen).asLongStream().toArray(), scope);
    }

    /** Rows (n, D) of {@code x} as float64, attached to {@code scope}. */
    static NDArray select(NDArray x, long[] chosen, NDManager scope) {
        try (NDArray index = scope.create(chosen)) {
            NDArray selected = FUNCTIONS.call("rows", x, index);
            selected.attach(scope);
            return selected;
        }
    }

    private static void requireFinite(NDArray z) {
        try (NDArray finite = FUNCTIONS.call("all_finite", z)) {
            if (!finite.getBoolean()) {
                throw new IllegalArgumentException("A representation with NaN or infinity has no statistics.");
            }
        }
    }

    /** A manager below that of {@code array}, on the device of the array. */
    static NDManager scope(NDArray array) {
        return array.getManager().newSubManager(array.getDevice());
    }
}
