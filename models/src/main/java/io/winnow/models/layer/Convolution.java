package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/** A square convolution without bias, padded so that a stride of one keeps the size: (B, in, H, W) to (B, out, H/s, W/s). */
public final class Convolution extends Layer {
    private static final Shape UNIT = new Shape(1, 1);

    private final Parameter weight;
    private final Shape stride;
    private final Shape padding;

    public Convolution(int in, int out, int kernel, int stride) {
        weight = parameter(
                "weight", Parameter.Type.WEIGHT, new Shape(out, in, kernel, kernel), Initialization.kaimingFanOut());
        this.stride = new Shape(stride, stride);
        padding = new Shape(kernel / 2, kernel / 2);
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return x.getNDArrayInternal()
                .convolution(x, parameters.getValue(weight, x.getDevice(), training), null, stride, padding, UNIT, 1)
                .singletonOrThrow();
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape x = inputs[0];
        long kernel = weight.getShape().get(2);
        long height = (x.get(2) + 2 * padding.get(0) - kernel) / stride.get(0) + 1;
        long width = (x.get(3) + 2 * padding.get(1) - kernel) / stride.get(1) + 1;
        return new Shape[] {new Shape(x.get(0), weight.getShape().get(0), height, width)};
    }
}
