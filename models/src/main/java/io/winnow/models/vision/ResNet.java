package io.winnow.models.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.BatchNormalization;
import io.winnow.models.layer.Convolution;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.MeanOfPlaces;
import io.winnow.models.layer.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * A residual network (He et al. 2016): a stem, stages of residual blocks, and the mean over the positions. Each stage after the first
 * halves the image size and doubles the channels. Parameters have the names of torchvision's networks.
 */
final class ResNet extends Layer implements MeanOfPlaces {
    private final Convolution stem;
    private final BatchNormalization stemNorm;
    private final ResNetOptions options;
    private final List<ResidualBlock> blocks = new ArrayList<>();

    ResNet(ResNetOptions options, int channels) {
        this.options = options;
        int width = options.width();
        boolean small = options.stem() == ResNetOptions.Stem.SMALL;
        stem = add("conv1", small ? new Convolution(channels, width, 3, 1) : new Convolution(channels, width, 7, 2));
        stemNorm = add("bn1", new BatchNormalization(width));
        int in = width;
        for (int stage = 0; stage < options.blocks().size(); stage++) {
            for (int i = 0; i < options.blocks().get(stage); i++) {
                int stride = stage > 0 && i == 0 ? 2 : 1;
                ResidualBlock block = ResidualBlock.of(options.block(), options.shortcut(), in, width << stage, stride);
                blocks.add(add("layer" + (stage + 1) + "." + i, block));
                in = block.channels();
            }
        }
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray images, boolean training) {
        return Precision.full(ResnetScript.pooled(featureMap(parameters, images, training)));
    }

    /** The output of the last stage: (B, C, H, W) to (B, {@link ResNetOptions#dimension}, H / s, W / s), s being the stride of all layers. */
    @Override
    public NDArray featureMap(ParameterStore parameters, NDArray images, boolean training) {
        NDArray x = ResnetScript.channelsLast(images);
        x = apply(stemNorm, parameters, apply(stem, parameters, x, training), training)
                .getNDArrayInternal()
                .relu();
        if (options.stem() == ResNetOptions.Stem.LARGE) {
            x = x.getNDArrayInternal().maxPool(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false);
        }
        for (Layer block : blocks) {
            x = apply(block, parameters, x, training);
        }
        return x;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), options.dimension())};
    }
}
