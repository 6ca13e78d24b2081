package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Dropout;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;

/** A correction of vectors that are good already: {@code x + W dropout(x) + b} with W and b zero at the start; (B, D) to (B, D). */
public final class ResidualHead extends Layer {
    private final Dense correction;
    private final Dropout dropout;

    public ResidualHead(int dimension, double dropout) {
        correction = add("correction", new Dense(dimension, dimension, Initialization.zeros(), Initialization.zeros()));
        this.dropout = add("dropout", new Dropout(dropout));
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return x.add(apply(correction, parameters, apply(dropout, parameters, x, training), training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
