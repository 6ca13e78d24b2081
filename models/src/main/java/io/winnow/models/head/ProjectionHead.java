package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;

/**
 * Projects a representation into the space in which the loss is computed: (B, in) to (B, out). With one layer it is linear. With two layers
 * it has a hidden layer of the input's width with ReLU, as in SimCLR and MoCo v2.
 */
public final class ProjectionHead extends Layer {
    private final Dense hidden;
    private final Dense last;
    private final int out;

    /**
     * @param layers 1 or 2
     * @param in length of the representation
     * @param out length of the projection
     */
    public ProjectionHead(int layers, int in, int out) {
        if (layers != 1 && layers != 2) {
            throw new IllegalArgumentException("A projection head must have 1 or 2 layers; found " + layers + ".");
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
