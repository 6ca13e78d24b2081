package io.winnow.models.vision;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.WeightLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * ConvNeXt with the names of timm, torchvision, HuggingFace and the authors (specification "Pretrained encoders", section 7). Sizes follow from the
 * shapes. ConvNeXt V2 and timm's variants with other stems, norms or heads are refused.
 */
public final class ConvNextFamily implements Family<EncoderOptions> {
    private static final String TIMM_NAME = "convnext_tiny";
    private static final Pattern TIMM =
            Pattern.compile("convnext_(tiny|small|base|large|xlarge)(_(384_)?in22(k|ft1k))*");
    private static final Pattern INSIDE =
            Pattern.compile("(stem|stages|features|downsample_layers|(convnext\\.)?(embeddings|encoder))\\..*");
    private static final Map<Pattern, String> VARIANTS = variants();

    /** The epsilon of HuggingFace's last norm if the configuration says none. Their other norms have 1e-6. */
    private static final double HUGGING_FACE_EPSILON = 1e-12;

    @Override
    public String name() {
        return "ConvNeXt";
    }

    @Override
    public Published<EncoderOptions> recognise(CheckpointFacts facts) throws MisfitException {
        ConvNextNaming naming = ConvNextNaming.of(facts)
                .orElseThrow(() -> MisfitException.otherFamily("it has no stem and depthwise convolutions such as "
                        + ConvNextNaming.TIMM.stem() + " and "
                        + ConvNextNaming.TIMM.depthwise(0).replace("#", "0")));
        NetworkFit.refuse(facts, VARIANTS);
        ConvNextOptions options = options(facts, naming, headEpsilon(facts.config(), naming));
        WeightLayout layout = naming.layout(options.widths());
        if (facts.require(layout.stored("stages.0.blocks.0.mlp.fc1.weight").get(0))
                        .dimension()
                != 2) {
            throw MisfitException.unsupported("it is a variant whose MLPs are convolutions (conv_mlp)");
        }
        long channels = facts.require(naming.stem()).get(1);
        NetworkFit.check(facts, options.build((int) channels), layout, INSIDE);
        JsonNode config = facts.config();
        if (naming.isHuggingFace()) {
            checkHuggingFace(config, options, naming);
        } else if (PublishedConfig.isTimm(config)) {
            PublishedConfig.checkTimm(config, TIMM, Set.of("depths", "dims", "patch_size"), options.dimension());
            JsonNode arguments = config.path("model_args");
            PublishedConfig.agree(arguments, "depths", options.depths());
            PublishedConfig.agree(arguments, "dims", options.widths());
            CheckpointFacts.agree(arguments, "patch_size", options.patchSize(), naming.stem());
        }
        String head = naming == ConvNextNaming.TIMM
                ? config.path("pretrained_cfg").path("classifier").asText(naming.head())
                : naming.head();
        return new Published<>(name(), options, layout, PublishedConfig.head(facts, head, options.dimension()));
    }

    private static double headEpsilon(JsonNode config, ConvNextNaming naming) {
        return naming.isHuggingFace() ? config.path("layer_norm_eps").asDouble(HUGGING_FACE_EPSILON) : ConvNext.EPSILON;
    }

    private static void checkHuggingFace(JsonNode config, ConvNextOptions options, ConvNextNaming naming)
            throws MisfitException {
        PublishedConfig.agree(config, "depths", options.depths());
        PublishedConfig.agree(config, "hidden_sizes", options.widths());
        PublishedConfig.agree(config, "hidden_act", "gelu", "only this can be built here:");
        CheckpointFacts.agree(config, "patch_size", options.patchSize(), naming.stem());
    }

    private static ConvNextOptions options(CheckpointFacts facts, ConvNextNaming naming, double headEpsilon)
            throws MisfitException {
        List<Integer> depths = new ArrayList<>();
        List<Integer> widths = new ArrayList<>();
        for (int count = facts.count(naming.depthwise(0));
                count > 0;
                count = facts.count(naming.depthwise(depths.size()))) {
            widths.add((int) kernels(facts, naming.depthwise(depths.size()).replace("#", "0"))
                    .get(0));
            depths.add(count);
        }
        int patchSize = (int) kernels(facts, naming.stem()).get(2);
        return new ConvNextOptions(depths, widths, patchSize, 0, ConvNextOptions.LAYER_SCALE, headEpsilon);
    }

    private static Shape kernels(CheckpointFacts facts, String name) throws MisfitException {
        Shape shape = facts.require(name);
        if (shape.dimension() != 4) {
            throw MisfitException.unsupported(
                    "the array " + name + " has shape " + shape + ", but must be the kernels of a convolution");
        }
        return shape;
    }

    private static Map<Pattern, String> variants() {
        Map<Pattern, String> variants = new LinkedHashMap<>();
        variants.put(Pattern.compile(".*\\.grn\\..*"), "global response normalisation (ConvNeXt V2)");
        variants.put(Pattern.compile("stem\\.[2-9]\\..*"), "an overlapping stem");
        variants.put(Pattern.compile("norm_pre\\..*"), "a norm before the pooling");
        variants.put(Pattern.compile("head\\.pre_logits\\..*"), "a hidden layer in its head");
        return Collections.unmodifiableMap(variants);
    }

    /** The configurations of timm and HuggingFace. torchvision and the authors have none. */
    @Override
    public Optional<ObjectNode> config(EncoderOptions architecture, WeightLayout layout) {
        if (layout.library().equals(ConvNextNaming.HUGGING_FACE.library())
                && architecture instanceof ConvNextOptions options) {
            return Optional.of(huggingFace(options, layout));
        }
        boolean timm = layout.library().equals(ConvNextNaming.TIMM.library());
        if (!timm || !(architecture instanceof ConvNextOptions options)) {
            return Optional.empty();
        }
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("architecture", TIMM_NAME);
        config.put("num_features", options.dimension());
        config.put("global_pool", "avg");
        config.putObject("pretrained_cfg"); // timm leaves out the arguments of a file without it
        ObjectNode arguments = config.putObject("model_args");
        options.depths().forEach(arguments.putArray("depths")::add);
        options.widths().forEach(arguments.putArray("dims")::add);
        if (options.patchSize() != ConvNextOptions.PATCH_SIZE) {
            arguments.put("patch_size", options.patchSize());
        }
        return Optional.of(config);
    }

    private static ObjectNode huggingFace(ConvNextOptions options, WeightLayout layout) {
        boolean withHead = layout.stored("stem.0.weight").contains(ConvNextNaming.HUGGING_FACE.stem());
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("architectures").add(withHead ? "ConvNextForImageClassification" : "ConvNextModel");
        config.put("model_type", "convnext");
        config.put("num_channels", 3);
        config.put("num_stages", options.depths().size());
        config.put("patch_size", options.patchSize());
        options.depths().forEach(config.putArray("depths")::add);
        options.widths().forEach(config.putArray("hidden_sizes")::add);
        config.put("hidden_act", "gelu");
        config.put("layer_norm_eps", options.headEpsilon());
        config.put("layer_scale_init_value", ConvNextOptions.LAYER_SCALE);
        return config;
    }
}
