package io.winnow.models.row;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;

/**
 * A network of encoded rows behind the encoder of their texts. It has two inputs: rows (B, W + 1) without the vector of the text, whose last
 * element is 1 if the row has a text and otherwise 0; and what the encoder takes for the text of each row, which has no effect where there is
 * none. The network is given the rows (B, W), followed by the vectors of the texts (B, D) times a factor.
 */
public final class RowsWithTexts extends Layer {
    private final Layer encoder;
    private final Layer head;
    private final double scale;

    /**
     * @param encoder the encoder of the texts
     * @param head the network of encoded rows
     * @param scale factor of the vectors of the texts
     */
    public RowsWithTexts(Layer encoder, Layer head, double scale) {
        this.encoder = add("encoder", encoder);
        this.head = add("head", head);
        this.scale = scale;
    }

    @Override
    protected NDArray forwardInputs(ParameterStore parameters, NDList inputs, boolean training) {
        NDArray texts = apply(encoder, parameters, inputs.get(1), training);
        return apply(head, parameters, RowScript.withTexts(inputs.get(0), texts, scale), training);
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        throw new IllegalArgumentException(
                "This network takes rows and their texts; found one input of the shape " + x.getShape() + ".");
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return head.getOutputShapes(new Shape[] {new Shape(inputs[0].get(0), inputs[0].get(1) - 1)});
    }
}
