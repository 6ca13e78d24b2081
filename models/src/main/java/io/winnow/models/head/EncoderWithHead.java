package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;

/** An encoder followed by the head that the training loss needs. Evaluation and export use only the encoder. */
public final class EncoderWithHead extends Layer {
    private final Layer encoder;
    private final Layer head;

    public EncoderWithHead(Layer encoder, Layer head) {
        this.encoder = add("encoder", encoder);
        this.head = add("head", head);
    }

    /** The encoder, whose output is the representation. */
    public Layer encoder() {
        return encoder;
    }

    /** The head, whose input is the representation. */
    public Layer head() {
        return head;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return apply(head, parameters, apply(encoder, parameters, x, training), training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return head.getOutputShapes(encoder.getOutputShapes(inputs));
    }
}
