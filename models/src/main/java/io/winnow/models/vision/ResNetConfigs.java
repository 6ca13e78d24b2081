package io.winnow.models.vision;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.pretrained.WeightLayout;
import java.util.Optional;

/** Writes the config.json from which a library builds a residual network. */
final class ResNetConfigs {
    private static final int TIMM_WIDTH = 64;
    private static final int CHANNELS = 3;

    private ResNetConfigs() {}

    /** Empty for networks that the library cannot build, and for torchvision, which has no configurations. */
    static Optional<ObjectNode> of(ResNetOptions options, WeightLayout layout) {
        if (options.stem() != ResNetOptions.Stem.LARGE || options.shortcut() != ResNetOptions.Shortcut.PROJECTED) {
            return Optional.empty();
        }
        return switch (layout.library()) {
            case ResNetLayouts.HUGGING_FACE ->
                Optional.of(huggingFace(
                        options, layout.stored("conv1.weight").get(0).startsWith("resnet.")));
            case ResNetLayouts.TIMM -> timm(options);
            default -> Optional.empty();
        };
    }

    /** The word that HuggingFace has for a kind of blocks. */
    static String layerType(ResNetOptions options) {
        return options.block() == ResNetOptions.Block.BASIC ? "basic" : "bottleneck";
    }

    private static ObjectNode huggingFace(ResNetOptions options, boolean withHead) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("architectures").add(withHead ? "ResNetForImageClassification" : "ResNetModel");
        config.put("model_type", "resnet");
        config.put("num_channels", CHANNELS);
        config.put("embedding_size", options.width());
        options.stageChannels().forEach(config.putArray("hidden_sizes")::add);
        options.blocks().forEach(config.putArray("depths")::add);
        config.put("layer_type", layerType(options));
        config.put("hidden_act", "relu");
        config.put("downsample_in_first_stage", false);
        config.put("downsample_in_bottleneck", options.block() == ResNetOptions.Block.STRIDE_FIRST_BOTTLENECK);
        return config;
    }

    /** timm names its networks by their depth, and has them in one width. */
    private static Optional<ObjectNode> timm(ResNetOptions options) {
        if (options.width() != TIMM_WIDTH || options.block() == ResNetOptions.Block.STRIDE_FIRST_BOTTLENECK) {
            return Optional.empty();
        }
        boolean known = ResNetOptions.isImageNet(options.depth())
                && new ResNetOptions(options.depth(), 0, false).equals(options);
        int similar = options.block() == ResNetOptions.Block.BASIC ? 18 : 50;
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("architecture", "resnet" + (known ? options.depth() : similar));
        config.put("num_features", options.dimension());
        config.put("global_pool", "avg");
        config.putObject("pretrained_cfg"); // timm leaves out the arguments of a file without it
        if (!known) {
            options.blocks().forEach(config.putObject("model_args").putArray("layers")::add);
        }
        return Optional.of(config);
    }
}
