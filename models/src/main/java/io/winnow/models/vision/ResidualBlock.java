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
 * and a 1x1 convolution (bottleneck block), each followed by batch normalisation, with ReLU in between. A bottleneck block has its stride
 * in the 3x3 convolution, unlike the paper but like the common implementations since then.
 */
final class ResidualBlock extends Layer {
    private final List<Convolution> convolutions = new ArrayList<>();
    private final List<BatchNormalization> norms = new ArrayList<>();
    private final Convolution shortcut;
    private final BatchNormalization shortcutNorm;
    private final int channels;
    private final int stride;

    private ResidualBlock(int in, int out, int stride, List<Convolution> branch, int[] widths) {
        for (int i = 0; i < branch.size(); i++) {
            convolutions.add(add("conv" + (i + 1), branch.get(i)));
            norms.add(add("bn" + (i + 1), new BatchNormalization(widths[i])));
        }
        boolean reshapes = stride > 1 || in != out;
        shortcut = reshapes ? add("downsample.0", new Convolution(in, out, 1, stride)) : null;
        shortcutNorm = reshapes ? add("downsample.1", new BatchNormalization(out)) : null;
        channels = out;
        this.stride = stride;
    }

    /** A basic block: (B, in, H, W) to (B, width, H / stride, W / stride). */
    static ResidualBlock basic(int in, int width, int stride) {
        return new ResidualBlock(
                in,
                width,
                stride,
                List.of(new Convolution(in, width, 3, stride), new Convolution(width, width, 3, 1)),
                new int[] {width, width});
    }

    /** A bottleneck block: (B, in, H, W) to (B, 4 width, H / stride, W / stride). */
    static ResidualBlock bottleneck(int in, int width, int stride) {
        int out = 4 * width;
        return new ResidualBlock(
                in,
                out,
                stride,
                List.of(
                        new Convolution(in, width, 1, 1),
                        new Convolution(width, width, 3, stride),
                        new Convolution(width, out, 1, 1)),
                new int[] {width, width, out});
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
        NDArray residual = shortcut == null
                ? x
                : apply(shortcutNorm, parameters, apply(shortcut, parameters, x, training), training);
        return branch.add(residual).getNDArrayInternal().relu();
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape x = inputs[0];
        return new Shape[] {
            new Shape(x.get(0), channels, (x.get(2) + stride - 1) / stride, (x.get(3) + stride - 1) / stride)
        };
    }
}
