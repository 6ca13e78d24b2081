package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;

/**
 * The head of an encoder that is compared with class centers and with names of classes (MOFI, arXiv 2306.07952): a linear layer from the
 * representation (B, in) to the vector that is compared (B, out). For names, it has a linear layer from the vectors of a frozen text encoder as
 * well, and the factor of the cosines, which is learned as its logarithm.
 */
public final class NamedEntityHead extends Layer {
    private final Dense projection;
    private final Dense texts;
    private final Parameter logScale;
    private final int out;

    /**
     * @param in length of the representation
     * @param out length of the vectors that are compared
     * @param textWidth length of the vectors of texts; 0 if there are no texts
     * @param temperature initial temperature, by which cosines of vectors and texts are divided
     */
    public NamedEntityHead(int in, int out, int textWidth, double temperature) {
        this.out = out;
        projection = add("projection", Dense.standard(in, out));
        texts = textWidth == 0 ? null : add("texts", Dense.standard(textWidth, out));
        logScale = textWidth == 0
                ? null
                : parameter("log_scale", Parameter.Type.OTHER, new Shape(1), Initialization.constant((float)
                        -Math.log(temperature)));
    }

    /** The projection alone: the texts of a batch are no function of its examples. */
    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return apply(projection, parameters, x, training);
    }

    /** Returns the vectors (K, out) that are compared with examples, for the vectors of texts (K, textWidth). */
    public NDArray texts(ParameterStore parameters, NDArray vectors, boolean training) {
        return texts.forward(parameters, new NDList(vectors), training).singletonOrThrow();
    }

    /** Returns the logarithm of the factor of the cosines of examples and texts (1): the parameter itself. */
    public NDArray logScale(ParameterStore parameters, NDArray like, boolean training) {
        return parameters.getValue(logScale, like.getDevice(), training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), out)};
    }
}
