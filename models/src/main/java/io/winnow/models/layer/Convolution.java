package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/** A convolution with a square kernel and no bias, padded so that stride s maps (B, in, H, W) to (B, out, H/s, W/s). */
public final class Convolution extends Layer {
    private final Parameter weight;
    private final int stride;
    private final int padding;

    public Convolution(int in, int out, int kernel, int stride) {
        weight = parameter(
                "weight", Parameter.Type.WEIGHT, new Shape(out, in, kernel, kernel), Initialization.kaimingFanOut());
        this.stride = stride;
        padding = kernel / 2;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray w = parameters.getValue(weight, x.getDevice(), training);
        return ChannelBlocks.convolution(
                x,
                1,
                w,
                null,
                training,
                (in, kernels, none) -> padding == 0
                        ? LayersScript.pointwiseConvolution(in, kernels, stride)
                        : LayersScript.convolution(in, kernels, stride, padding));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape x = inputs[0];
        long kernel = weight.getShape().get(2);
        long height = (x.get(2) + 2L * padding - kernel) / stride + 1;
        long width = (x.get(3) + 2L * padding - kernel) / stride + 1;
        return new Shape[] {new Shape(x.get(0), weight.getShape().get(0), height, width)};
    }
}
