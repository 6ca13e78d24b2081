package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;

/**
 * The map from a representation to the space of a loss: (B, in) to (B, out). With one layer it is linear; with two it has a hidden layer of
 * the input's width and ReLU, as in SimCLR and MoCo v2.
 */
public final class ProjectionHead extends Layer {
    private final Dense hidden;
    private final Dense last;
    private final int out;

    public ProjectionHead(int layers, int in, int out) {
        if (layers != 1 && layers != 2) {
            throw new IllegalArgumentException("A projection head has 1 or 2 layers, not " + layers + ".");
        }
        hidden = layers == 2 ? add("0", Dense.standard(in, in)) : null;
        last = add(layers == 2 ? "2" : "0", Dense.standard(in, out));
        this.out = out;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray y = hidden == null
                ? x
                : apply(hidden, parameters, x, training).getNDArrayInternal().relu();
        return apply(last, parameters, y, training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), out)};
    }
}
