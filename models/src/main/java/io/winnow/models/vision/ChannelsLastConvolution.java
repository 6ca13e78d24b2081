package io.winnow.models.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.ChannelBlocks;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;

/** A convolution with bias on (B, H, W, C): of all channels of a patch, or of each channel by itself. */
final class ChannelsLastConvolution extends Layer {
    /** The axis of the channels. */
    private static final int CHANNELS = 3;

    private final Parameter weight;
    private final Parameter bias;
    private final int stride;
    private final int padding;
    private final int groups;

    private ChannelsLastConvolution(Shape kernels, int stride, int padding, int groups) {
        weight = parameter("weight", Parameter.Type.WEIGHT, kernels, ConvNext.WEIGHTS);
        bias = parameter("bias", Parameter.Type.BIAS, new Shape(kernels.get(0)), Initialization.zeros());
        this.stride = stride;
        this.padding = padding;
        this.groups = groups;
    }

    /** A linear map of square patches that do not overlap: (B, H, W, in) to (B, H / size, W / size, out). */
    static ChannelsLastConvolution patches(int in, int out, int size) {
        return new ChannelsLastConvolution(new Shape(out, in, size, size), size, 0, 1);
    }

    /** A convolution of each channel with a kernel of its own, which keeps the shape (B, H, W, channels). The kernel's size must be odd. */
    static ChannelsLastConvolution depthwise(int channels, int kernel) {
        return new ChannelsLastConvolution(new Shape(channels, 1, kernel, kernel), 1, kernel / 2, channels);
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray kernels = parameters.getValue(weight, x.getDevice(), training);
        NDArray added = parameters.getValue(bias, x.getDevice(), training);
        return groups == 1
                ? ChannelBlocks.convolution(x, CHANNELS, kernels, added, training, this::convolution)
                : convolution(x, kernels, added);
    }

    private NDArray convolution(NDArray x, NDArray kernels, NDArray added) {
        return ConvnextScript.convolution(x, kernels, added, stride, padding, groups);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape x = inputs[0];
        long kernel = weight.getShape().get(2);
        long height = (x.get(1) + 2L * padding - kernel) / stride + 1;
        long width = (x.get(2) + 2L * padding - kernel) / stride + 1;
        return new Shape[] {new Shape(x.get(0), height, width, weight.getShape().get(0))};
    }
}
