package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;

/**
 * Dropout (Srivastava et al. 2014). In training it sets each element to zero with a given probability and scales up the other elements so
 * that the expected value stays the same; in evaluation it returns its input.
 */
public final class Dropout extends Layer {
    private final double probability;

    /** @param probability with which each element is set to zero, in [0, 1) */
    public Dropout(double probability) {
        this.probability = probability;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        if (!training || probability == 0) {
            return x;
        }
        GeneratorDraws.note();
        return LayersScript.dropout(x, probability);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
