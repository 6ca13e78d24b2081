package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.Losses;

/** A text encoder whose vectors have length 1. */
final class UnitVectors extends Layer {
    private final Layer encoder;

    UnitVectors(Layer encoder) {
        this.encoder = add("encoder", encoder);
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return Losses.unitRows(apply(encoder, parameters, x, training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return encoder.getOutputShapes(inputs);
    }
}
