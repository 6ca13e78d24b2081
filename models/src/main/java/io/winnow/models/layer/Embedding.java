package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * Looks up a learned vector for each id: (..) int32 or int64 ids in [0, {@code count}) to (.., width). Weight decay does not apply to the
 * vectors.
 */
public final class Embedding extends Layer {
    private final Parameter weight;

    public Embedding(int count, int width, Initialization vectors) {
        weight = parameter("weight", Parameter.Type.OTHER, new Shape(count, width), vectors);
    }

    /** The vectors of an initialised layer (count, width), which belong to it. */
    public NDArray vectors() {
        return weight.getArray();
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray ids, boolean training) {
        return LayersScript.embedding(ids, parameters.getValue(weight, ids.getDevice(), training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {inputs[0].add(weight.getShape().get(1))};
    }
}
