package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;

/**
 * A BERT encoder whose pooled vectors are scaled to length 1, as those of sentence encoders are that are compared by cosines (Reimers and
 * Gurevych, arXiv 1908.10084). Maps texts (B, 2, L), see {@link BertEncoder}, to (B, width). The names of its parameters begin with
 * {@code bert.}, as in HuggingFace's checkpoints of models with a head.
 */
public final class SentenceEncoder extends Layer {
    private final BertEncoder bert;

    public SentenceEncoder(BertEncoder bert) {
        this.bert = add("bert", bert);
    }

    /** The encoder without the scaling. */
    public BertEncoder bert() {
        return bert;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray texts, boolean training) {
        return BertScript.unitLength(apply(bert, parameters, texts, training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return bert.getOutputShapes(inputs);
    }
}
