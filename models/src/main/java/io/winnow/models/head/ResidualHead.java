package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Dropout;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;

/**
 * Fine-tunes representations that are already good: {@code x + W dropout(x) + b}, (B, D) to (B, D). W and b are initialized with zeros, so
 * that training starts from the unchanged representations.
 */
public final class ResidualHead extends Layer {
    private final Dense correction;
    private final Dropout dropout;

    /**
     * @param dimension D
     * @param dropout probability with which an element is dropped in training, in [0, 1)
     */
    public ResidualHead(int dimension, double dropout) {
        correction = add("correction", new Dense(dimension, dimension, Initialization.zeros(), Initialization.zeros()));
        this.dropout = add("dropout", new Dropout(dropout));
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return Precision.full(x.add(apply(correction, parameters, apply(dropout, parameters, x, training), training)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
