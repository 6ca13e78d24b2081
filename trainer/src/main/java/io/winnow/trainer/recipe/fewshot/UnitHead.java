package io.winnow.trainer.recipe.fewshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.Losses;

/** A head that takes vectors (B, D) scaled to length 1. */
final class UnitHead extends Layer {
    private final Layer linear;

    UnitHead(Layer linear) {
        this.linear = add("linear", linear);
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray vectors, boolean training) {
        return apply(linear, parameters, Losses.unitRows(vectors), training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return linear.getOutputShapes(inputs);
    }
}
