package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.torch.TorchFunctions;

/** In training zeroes each number with a probability and scales the others up, so that the mean stays (Srivastava et al. 2014). */
public final class Dropout extends Layer {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(Dropout.class, "layers.py");

    private final double probability;

    /** @param probability in [0, 1) */
    public Dropout(double probability) {
        this.probability = probability;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return training && probability > 0 ? FUNCTIONS.call("dropout", x, probability) : x;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
