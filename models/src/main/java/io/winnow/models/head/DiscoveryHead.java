package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dropout;
import io.winnow.models.layer.Layer;

/**
 * The heads of category discovery on vectors of a frozen encoder: a linear correction that starts as the identity, a cosine classifier of K
 * classes, and a projection, (B, D) to (B, K + P). In training, dropout of the vectors makes views of them.
 */
public final class DiscoveryHead extends Layer {
    private final Dropout views;
    private final ResidualHead correction;
    private final CosineHead classes;
    private final ProjectionHead projection;
    private final int width;

    /**
     * @param dimension length D of a vector
     * @param classes number of classes K
     * @param projection length P of the projection; 0 for none
     * @param dropout probability with which an element of a vector is dropped in training, in [0, 1)
     */
    public DiscoveryHead(int dimension, int classes, int projection, double dropout) {
        views = add("views", new Dropout(dropout));
        correction = add("adapter", new ResidualHead(dimension, 0));
        this.classes = add("classes", new CosineHead(dimension, classes, 1));
        this.projection = projection == 0 ? null : add("projection", new ProjectionHead(2, dimension, projection));
        width = classes + projection;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray seen = apply(correction, parameters, apply(views, parameters, x, training), training);
        NDArray cosines = apply(classes, parameters, seen, training);
        return projection == null
                ? cosines
                : CosineScript.joined(cosines, apply(projection, parameters, seen, training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), width)};
    }
}
