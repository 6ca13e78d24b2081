package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;

/**
 * The marked vectors of the tokens of texts, followed by those of what is known about them: ids (B, 4, L), of which the first two rows are those of
 * the text, to (B, 2 L, D + 1), where words of the text are marked by 1 and those of what is known by 2.
 */
public final class KnownVectors extends Layer {
    private final Layer vectors;

    /** @param vectors the marked vectors (B, L, D + 1) of the tokens (B, 2, L) of texts */
    public KnownVectors(Layer vectors) {
        this.vectors = add("vectors", vectors);
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return LabelAttentionScript.joined(
                apply(vectors, parameters, LabelAttentionScript.rows(x, 0), training),
                apply(vectors, parameters, LabelAttentionScript.rows(x, 2), training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape[] one = vectors.getOutputShapes(new Shape[] {new Shape(inputs[0].get(0), 2, inputs[0].get(2))});
        return new Shape[] {new Shape(one[0].get(0), 2 * one[0].get(1), one[0].get(2))};
    }
}
