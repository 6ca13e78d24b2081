package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.FlopCount;

/**
 * A classifier whose logit for a class is {@code scale} times the cosine between the representation and the class's weight vector: (B, in)
 * to (B, out).
 */
public final class CosineHead extends Layer {
    private final Parameter weight;
    private final double scale;

    /**
     * @param in length of the representation
     * @param out number of classes
     * @param scale factor of the cosines, above 0
     */
    public CosineHead(int in, int out, double scale) {
        weight = parameter(
                "weight", Parameter.Type.WEIGHT, new Shape(out, in), Initialization.uniform(1 / Math.sqrt(in)));
        this.scale = scale;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        FlopCount.addLinear(x, weight.getShape().get(0));
        return CosineScript.cosine(x, parameters.getValue(weight, x.getDevice(), training), scale);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), weight.getShape().get(0))};
    }
}
