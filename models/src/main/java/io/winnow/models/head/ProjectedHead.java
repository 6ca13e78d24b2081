package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;

/**
 * The heads of CAPro (arXiv 2310.09761) on a representation: a linear classifier, a projection of unit length, and an auxiliary linear
 * classifier of the projection. The output (B, K + P + K) has the logits of the first, the projection, and the logits of the second.
 */
public final class ProjectedHead extends Layer {
    /** Name of the linear classifier among the parameters of this layer. */
    public static final String CLASSIFIER = "classifier";

    private final Dense classifier;
    private final ProjectionHead projection;
    private final Dense auxiliary;
    private final int classes;
    private final int dimension;

    /**
     * @param in length of the representation
     * @param classes number of classes K
     * @param dimension length of the projection P
     */
    public ProjectedHead(int in, int classes, int dimension) {
        this.classes = classes;
        this.dimension = dimension;
        classifier = add(CLASSIFIER, Dense.standard(in, classes));
        projection = add("projection", new ProjectionHead(2, in, dimension));
        auxiliary = add("auxiliary", Dense.withoutBias(dimension, classes));
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray z = ProjectedHeadScript.unitRows(apply(projection, parameters, x, training));
        return ProjectedHeadScript.joined(
                apply(classifier, parameters, x, training), z, apply(auxiliary, parameters, z, training));
    }

    /** Returns the logits (B, K) of the classifier in an output. */
    public NDArray logits(NDArray output) {
        return ProjectedHeadScript.columns(output, 0, classes);
    }

    /** Returns the projections (B, P) in an output. */
    public NDArray projections(NDArray output) {
        return ProjectedHeadScript.columns(output, classes, dimension);
    }

    /** Returns the logits (B, K) of the auxiliary classifier in an output. */
    public NDArray auxiliary(NDArray output) {
        return ProjectedHeadScript.columns(output, classes + dimension, classes);
    }

    /** Returns the logits (Q, K) of the auxiliary classifier for projections (Q, P). */
    public NDArray auxiliary(ParameterStore parameters, NDArray projections) {
        return auxiliary.forward(parameters, new NDList(projections), false).singletonOrThrow();
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), 2L * classes + dimension)};
    }
}
