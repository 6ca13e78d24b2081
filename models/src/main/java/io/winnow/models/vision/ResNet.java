package io.winnow.models.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.BatchNormalization;
import io.winnow.models.layer.Convolution;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * A residual network (He et al. 2016): a stem, stages of residual blocks, and the mean over the positions. Each stage after the first
 * halves the image size and doubles the channels. Where the shape changes, the shortcut is a 1x1 convolution (the paper's option B), both
 * in the networks for small images and in those for ImageNet.
 */
final class ResNet extends Layer {
    private final Convolution stem;
    private final BatchNormalization stemNorm;
    private final boolean pooledStem;
    private final List<Layer> blocks = new ArrayList<>();
    private final int dimension;

    private ResNet(Convolution stem, int stemWidth, boolean pooledStem, int[] blocksOfStage, boolean bottleneck) {
        this.stem = add("conv1", stem);
        stemNorm = add("bn1", new BatchNormalization(stemWidth));
        this.pooledStem = pooledStem;
        int in = stemWidth;
        for (int stage = 0; stage < blocksOfStage.length; stage++) {
            int width = stemWidth << stage;
            for (int i = 0; i < blocksOfStage[stage]; i++) {
                int stride = stage > 0 && i == 0 ? 2 : 1;
                ResidualBlock block = bottleneck
                        ? ResidualBlock.bottleneck(in, width, stride)
                        : ResidualBlock.basic(in, width, stride);
                blocks.add(add("layer" + (stage + 1) + "." + i, block));
                in = block.channels();
            }
        }
        dimension = in;
    }

    /** The networks for small images (section 4.2 of the paper): three stages of n basic blocks, 6n+2 layers in total. */
    static ResNet smallImages(int n, int width, int channels) {
        return new ResNet(new Convolution(channels, width, 3, 1), width, false, new int[] {n, n, n}, false);
    }

    /** The networks for ImageNet (table 1 of the paper), of depth 18, 34 or 50. */
    static ResNet imageNet(int depth, int width, boolean smallStem, int channels) {
        int[] stages = depth == 18 ? new int[] {2, 2, 2, 2} : new int[] {3, 4, 6, 3};
        Convolution stem = smallStem ? new Convolution(channels, width, 3, 1) : new Convolution(channels, width, 7, 2);
        return new ResNet(stem, width, !smallStem, stages, depth == 50);
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray images, boolean training) {
        NDArray x = ResnetScript.channelsLast(images);
        x = apply(stemNorm, parameters, apply(stem, parameters, x, training), training)
                .getNDArrayInternal()
                .relu();
        if (pooledStem) {
            x = x.getNDArrayInternal().maxPool(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false);
        }
        for (Layer block : blocks) {
            x = apply(block, parameters, x, training);
        }
        return Precision.full(ResnetScript.pooled(x));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), dimension)};
    }
}
