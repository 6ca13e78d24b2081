package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dropout;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;

/**
 * A classifier of texts in which each label attends to the tokens by itself (label-specific attention, Xiao et al., EMNLP 2019; kenet.md,
 * section 3, without knowledge): marked token vectors (B, L, D + 1), as {@code TokenVectors} returns them, to logits (B, C).
 */
public final class LabelAttention extends Layer {
    private final Parameter labels;
    private final Parameter output;
    private final Parameter bias;
    private final Dropout dropout;
    private final double scale;

    /** Which vector turns what a label attends to into its logit. */
    public enum Output {
        /** One vector for all labels: a rare label has only its attention and bias to itself. */
        SHARED,
        /** A vector for each label: with equal attention to all words it is a linear layer on their mean. */
        OWN
    }

    /**
     * @param width length D of the token vectors
     * @param out number of labels C
     * @param dropout probability with which an element of a token vector is dropped in training, in [0, 1)
     */
    public LabelAttention(int width, int out, Output output, double dropout) {
        double bound = 1 / Math.sqrt(width);
        scale = bound;
        labels = parameter("labels", Parameter.Type.WEIGHT, new Shape(out, width), Initialization.uniform(bound));
        this.output = parameter(
                "output",
                Parameter.Type.WEIGHT,
                new Shape(output == Output.SHARED ? 1 : out, width),
                Initialization.uniform(bound));
        bias = parameter("bias", Parameter.Type.BIAS, new Shape(out), Initialization.zeros());
        this.dropout = add("dropout", new Dropout(dropout));
    }

    /** Replaces the initial label vectors of an initialised head. */
    public void start(NDArray vectors) {
        vectors.copyTo(labels.getArray());
    }

    /** Returns the attention (B, C, L) of each label to each token of marked token vectors; 0 at tokens that belong to no word. */
    public NDArray attention(ParameterStore parameters, NDArray x) {
        return attention(parameters, x, LabelAttentionScript.vectors(x), false);
    }

    private NDArray attention(ParameterStore parameters, NDArray x, NDArray vectors, boolean training) {
        return LabelAttentionScript.attention(parameters.getValue(labels, x.getDevice(), training), vectors, x, scale);
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray vectors = apply(dropout, parameters, LabelAttentionScript.vectors(x), training);
        return LabelAttentionScript.logits(
                attention(parameters, x, vectors, training),
                parameters.getValue(output, x.getDevice(), training),
                vectors,
                parameters.getValue(bias, x.getDevice(), training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), labels.getShape().get(0))};
    }
}
