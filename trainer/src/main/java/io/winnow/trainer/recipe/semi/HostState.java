package io.winnow.trainer.recipe.semi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Tensors;

/** Numbers that are computed by the host and saved in checkpoints. */
final class HostState {
    private final NDArray array;

    HostState(double[] start, NDManager manager) {
        array = manager.create(start, new Shape(start.length));
    }

    /** The live array, for checkpoints. */
    NDArray array() {
        return array;
    }

    double[] read() {
        try (NDManager scope = array.getManager().newSubManager()) {
            NDArray copy = array.duplicate();
            copy.attach(scope);
            return copy.toDoubleArray();
        }
    }

    void write(double[] numbers) {
        try (NDArray copy = array.getManager().create(numbers, array.getShape())) {
            Tensors.copy(copy, array);
        }
    }
}
