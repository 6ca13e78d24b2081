package io.winnow.models.vision;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.WeightLayout;
import io.winnow.models.vision.ResNetOptions.Block;
import io.winnow.models.vision.ResNetOptions.Shortcut;
import io.winnow.models.vision.ResNetOptions.Stem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Residual networks with the names of torchvision, timm, HuggingFace and the popular networks for CIFAR (specification "Pretrained
 * encoders", section 3). Sizes follow from the shapes. A 3x3 stem is taken for the one of networks for small images, which no pooling
 * follows: the arrays do not tell.
 */
public final class ResNetFamily implements Family<EncoderOptions> {
    private static final String HUGGING_FACE_STEM = "embedder.embedder.convolution.weight";
    private static final Pattern TIMM = Pattern.compile("(tv_|ssl_|swsl_|gluon_)?resnet\\d+(_v1b)?");
    private static final Pattern INSIDE =
            Pattern.compile("(conv|bn|norm|layer)\\d*\\..*|(resnet\\.)?(embedder|encoder)\\..*");
    private static final Map<Pattern, String> VARIANTS = variants();

    @Override
    public String name() {
        return "ResNet";
    }

    @Override
    public Published<EncoderOptions> recognise(CheckpointFacts facts) throws MisfitException {
        if (facts.has("resnet." + HUGGING_FACE_STEM)) {
            return huggingFace(facts, "resnet.");
        }
        return facts.has(HUGGING_FACE_STEM) ? huggingFace(facts, "") : torchvision(facts);
    }

    private Published<EncoderOptions> torchvision(CheckpointFacts facts) throws MisfitException {
        facts.require("layer1.0.conv1.weight");
        NetworkFit.refuse(facts, VARIANTS);
        JsonNode config = facts.config();
        WeightLayout layout;
        if (facts.has("layer2.0.shortcut.0.weight")) {
            layout = ResNetLayouts.withShortcut();
        } else if (PublishedConfig.isTimm(config)) {
            layout = ResNetLayouts.torchvision(ResNetLayouts.TIMM);
        } else {
            layout = ResNetLayouts.torchvision(
                    facts.has("linear.weight") ? "pytorch_resnet_cifar10" : ResNetLayouts.TORCHVISION);
        }
        ResNetOptions options = options(facts, layout, false);
        if (PublishedConfig.isTimm(config)) {
            PublishedConfig.checkTimm(config, TIMM, Set.of("layers"), options.dimension());
            PublishedConfig.agree(config.path("model_args"), "layers", options.blocks());
        }
        String head = facts.has("linear.weight")
                ? "linear"
                : config.path("pretrained_cfg").path("classifier").asText("fc");
        return new Published<>(name(), options, layout, PublishedConfig.head(facts, head, options.dimension()));
    }

    private Published<EncoderOptions> huggingFace(CheckpointFacts facts, String prefix) throws MisfitException {
        JsonNode config = facts.config();
        if (!config.path("model_type").asText("resnet").equals("resnet")) {
            throw MisfitException.otherFamily("the configuration says model_type: "
                    + config.path("model_type").asText());
        }
        WeightLayout layout = ResNetLayouts.huggingFace(prefix);
        ResNetOptions options =
                options(facts, layout, config.path("downsample_in_bottleneck").asBoolean(false));
        CheckpointFacts.agree(config, "embedding_size", options.width(), prefix + HUGGING_FACE_STEM);
        PublishedConfig.agree(config, "depths", options.blocks());
        PublishedConfig.agree(config, "hidden_sizes", options.stageChannels());
        PublishedConfig.agree(
                config, "layer_type", ResNetConfigs.layerType(options), "the arrays are those of layer_type");
        PublishedConfig.agree(config, "hidden_act", "relu", "only this can be built here:");
        PublishedConfig.agree(config, "downsample_in_first_stage", "false", "only this can be built here:");
        return new Published<>(
                name(), options, layout, PublishedConfig.head(facts, "classifier.1", options.dimension()));
    }

    /** Reads the sizes from the shapes, and checks all shapes against them. */
    private static ResNetOptions options(CheckpointFacts facts, WeightLayout layout, boolean strideFirst)
            throws MisfitException {
        Shape stem = facts.require(stored(layout, "conv1.weight"));
        if (stem.dimension() != 4 || stem.get(2) != stem.get(3) || (stem.get(2) != 3 && stem.get(2) != 7)) {
            throw MisfitException.unsupported("the stem " + stored(layout, "conv1.weight") + " has shape " + stem
                    + ", but must be a convolution with a 7x7 or 3x3 kernel");
        }
        List<Integer> blocks = new ArrayList<>();
        boolean projected = false;
        for (int stage = 1; stage <= ResNetLayouts.MOST_STAGES; stage++) {
            int count = facts.count(stored(layout, "layer" + stage + ".#.conv1.weight"));
            if (count == 0) {
                break;
            }
            blocks.add(count);
            projected |= facts.has(stored(layout, "layer" + stage + ".0.downsample.0.weight"));
        }
        boolean bottleneck = facts.has(stored(layout, "layer1.0.conv3.weight"));
        long width = stem.get(0);
        checkWidths(facts, layout, width);
        if (!projected && bottleneck) {
            throw MisfitException.unsupported("it has no array " + stored(layout, "layer1.0.downsample.0.weight")
                    + ", which bottleneck blocks need");
        }
        if (!projected && width % 2 != 0) {
            throw MisfitException.unsupported(
                    "shortcuts without parameters need an even number of channels, but the stem has " + width);
        }
        ResNetOptions options = new ResNetOptions(
                blocks,
                !bottleneck ? Block.BASIC : strideFirst ? Block.STRIDE_FIRST_BOTTLENECK : Block.BOTTLENECK,
                (int) width,
                stem.get(2) == 3 ? Stem.SMALL : Stem.LARGE,
                projected ? Shortcut.PROJECTED : Shortcut.PADDED);
        NetworkFit.check(facts, options.build((int) stem.get(1)), layout, INSIDE);
        return options;
    }

    /** Refuses grouped and widened convolutions by the first block, whose 3x3 convolutions are as wide as the stem in a plain network. */
    private static void checkWidths(CheckpointFacts facts, WeightLayout layout, long width) throws MisfitException {
        String name = stored(layout, "layer1.0.conv2.weight");
        Shape second = facts.require(name);
        if (second.dimension() != 4) {
            throw MisfitException.unsupported(
                    "the array " + name + " has shape " + second + ", but must be the kernels of a convolution");
        }
        if (second.get(0) != second.get(1)) {
            throw MisfitException.unsupported(
                    "it is a variant with grouped convolutions (ResNeXt): the array " + name + " has shape " + second);
        }
        if (second.get(0) != width) {
            throw MisfitException.unsupported("it is a variant with wider blocks (wide ResNet): the array " + name
                    + " has " + second.get(0) + " channels, but the stem has " + width);
        }
    }

    private static String stored(WeightLayout layout, String own) {
        return layout.stored(own).get(0);
    }

    /** What gives away the variants of timm, which have other layers under the names of a plain network. */
    private static Map<Pattern, String> variants() {
        Map<Pattern, String> variants = new LinkedHashMap<>();
        variants.put(Pattern.compile("conv1\\.\\d+\\..*"), "a deep stem (such as resnet50d)");
        variants.put(
                Pattern.compile("layer\\d+\\.\\d+\\.downsample\\.[2-9]\\..*"),
                "pooling in its shortcuts (such as resnet50d)");
        variants.put(
                Pattern.compile("layer\\d+\\.\\d+\\.(se|attn|eca)\\..*"),
                "attention in its blocks (such as seresnet50)");
        variants.put(
                Pattern.compile("layer\\d+\\.\\d+\\.conv\\d\\.\\w+\\..+"),
                "attention in its convolutions (such as resnest50d)");
        return Collections.unmodifiableMap(variants);
    }

    @Override
    public Optional<ObjectNode> config(EncoderOptions architecture, WeightLayout layout) {
        return architecture instanceof ResNetOptions options ? ResNetConfigs.of(options, layout) : Optional.empty();
    }
}
