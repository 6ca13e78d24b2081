package io.winnow.models.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LayerNormalization;
import io.winnow.models.layer.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * ConvNeXt (Liu et al. 2022). The image is cut into patches, which pass through stages of blocks; between stages, a norm and a 2x2
 * convolution with stride 2 halve the image size. The representation is the norm of the mean over the positions. Parameters have timm's
 * names.
 */
final class ConvNext extends Layer {
    static final double EPSILON = 1e-6;
    static final Initialization WEIGHTS = Initialization.truncatedNormal(0.02);

    private final ConvNextOptions options;
    private final List<Layer> layers = new ArrayList<>();
    private final LayerNormalization norm;

    ConvNext(ConvNextOptions options, int channels) {
        this.options = options;
        List<Integer> widths = options.widths();
        layers.add(add("stem.0", ChannelsLastConvolution.patches(channels, widths.get(0), options.patchSize())));
        layers.add(add("stem.1", new LayerNormalization(widths.get(0), EPSILON)));
        int last = options.depths().stream().mapToInt(depth -> depth).sum() - 1;
        int block = 0;
        for (int stage = 0; stage < widths.size(); stage++) {
            int width = widths.get(stage);
            String name = "stages." + stage;
            if (stage > 0) {
                int before = widths.get(stage - 1);
                layers.add(add(name + ".downsample.0", new LayerNormalization(before, EPSILON)));
                layers.add(add(name + ".downsample.1", ChannelsLastConvolution.patches(before, width, 2)));
            }
            for (int i = 0; i < options.depths().get(stage); i++) {
                double dropPath = last == 0 ? options.dropPath() : options.dropPath() * block++ / last;
                layers.add(
                        add(name + ".blocks." + i, new ConvNextBlock(width, dropPath, (float) options.layerScale())));
            }
        }
        norm = add("head.norm", new LayerNormalization(options.dimension(), options.headEpsilon()));
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray images, boolean training) {
        NDArray mean = ResnetScript.pooled(featureMap(parameters, images, training));
        return Precision.full(apply(norm, parameters, mean, training));
    }

    /** The output of the last stage: (B, C, H, W) to (B, {@link ConvNextOptions#dimension}, H / s, W / s), s being the stride of all layers. */
    NDArray featureMap(ParameterStore parameters, NDArray images, boolean training) {
        NDArray x = ConvnextScript.channelsLast(ResnetScript.channelsLast(images));
        for (Layer layer : layers) {
            x = apply(layer, parameters, x, training);
        }
        return ConvnextScript.channelsFirst(x);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), options.dimension())};
    }
}
