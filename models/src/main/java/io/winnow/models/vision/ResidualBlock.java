package io.winnow.models.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.BatchNormalization;
import io.winnow.models.layer.Convolution;
import io.winnow.models.layer.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * A residual block, {@code relu(shortcut(x) + branch(x))}. The branch consists of two 3x3 convolutions (basic block) or of a 1x1, a 3x3
 * and a 1x1 convolution (bottleneck block), each followed by batch normalisation, with ReLU in between. Where the shape changes, the
 * shortcut is a 1x1 convolution, or takes every second position and pads the channels with zeros.
 */
final class ResidualBlock extends Layer {
    private final List<Convolution> convolutions = new ArrayList<>();
    private final List<BatchNormalization> norms = new ArrayList<>();
    private final Convolution shortcut;
    private final BatchNormalization shortcutNorm;
    private final int in;
    private final int channels;
    private final int stride;

    private ResidualBlock(int in, int out, int stride, List<Convolution> branch, int[] widths, boolean projected) {
        for (int i = 0; i < branch.size(); i++) {
            convolutions.add(add("conv" + (i + 1), branch.get(i)));
            norms.add(add("bn" + (i + 1), new BatchNormalization(widths[i])));
        }
        boolean reshapes = stride > 1 || in != out;
        shortcut = reshapes && projected ? add("downsample.0", new Convolution(in, out, 1, stride)) : null;
        shortcutNorm = reshapes && projected ? add("downsample.1", new BatchNormalization(out)) : null;
        this.in = in;
        channels = out;
        this.stride = stride;
    }

    /**
     * A block that maps (B, in, H, W) to (B, out, H / stride, W / stride), where {@code out} is {@code width} for a basic block and {@code
     * 4 width} for a bottleneck block.
     *
     * @param width channels of the 3x3 convolutions
     */
    static ResidualBlock of(ResNetOptions.Block kind, ResNetOptions.Shortcut shortcut, int in, int width, int stride) {
        boolean projected = shortcut == ResNetOptions.Shortcut.PROJECTED;
        if (kind == ResNetOptions.Block.BASIC) {
            List<Convolution> branch =
                    List.of(new Convolution(in, width, 3, stride), new Convolution(width, width, 3, 1));
            return new ResidualBlock(in, width, stride, branch, new int[] {width, width}, projected);
        }
        int out = 4 * width;
        int first = kind == ResNetOptions.Block.STRIDE_FIRST_BOTTLENECK ? stride : 1;
        List<Convolution> branch = List.of(
                new Convolution(in, width, 1, first),
                new Convolution(width, width, 3, stride / first),
                new Convolution(width, out, 1, 1));
        return new ResidualBlock(in, out, stride, branch, new int[] {width, width, out}, projected);
    }

    /** Number of output channels. */
    int channels() {
        return channels;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray branch = x;
        for (int i = 0; i < convolutions.size(); i++) {
            if (i > 0) {
                branch = branch.getNDArrayInternal().relu();
            }
            branch =
                    apply(norms.get(i), parameters, apply(convolutions.get(i), parameters, branch, training), training);
        }
        return branch.add(shortcut(parameters, x, training))
                .getNDArrayInternal()
                .relu();
    }

    private NDArray shortcut(ParameterStore parameters, NDArray x, boolean training) {
        if (shortcut != null) {
            return apply(shortcutNorm, parameters, apply(shortcut, parameters, x, training), training);
        }
        return stride == 1 && in == channels ? x : ResnetScript.padded(x, stride, (channels - in) / 2);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape x = inputs[0];
        return new Shape[] {
            new Shape(x.get(0), channels, (x.get(2) + stride - 1) / stride, (x.get(3) + stride - 1) / stride)
        };
    }
}
