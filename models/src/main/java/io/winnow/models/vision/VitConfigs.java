package io.winnow.models.vision;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.BlockOptions;
import io.winnow.models.layer.FeedForward;
import io.winnow.models.vision.VitOptions.Norm;
import io.winnow.models.vision.VitOptions.Patches;
import io.winnow.models.vision.VitOptions.Pooling;
import io.winnow.models.vision.VitOptions.Positions;
import io.winnow.models.vision.VitOptions.Readout;
import java.util.Optional;
import java.util.OptionalDouble;

/** Writes the config.json by which a library builds a Vision Transformer. */
final class VitConfigs {
    private static final int RATIO = 4;

    private VitConfigs() {}

    /**
     * HuggingFace's configuration of a Vision Transformer, or of the image encoder of CLIP, SigLIP or MLCD.
     *
     * @param type its model_type
     * @param model class of HuggingFace's library
     */
    static ObjectNode huggingFace(String type, String model, VitOptions options) {
        ObjectNode config = common(type, model, options);
        return config.put("intermediate_size", options.block().feedForward().hidden());
    }

    private static ObjectNode common(String type, String model, VitOptions options) {
        BlockOptions block = options.block();
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("architectures").add(model);
        config.put("model_type", type)
                .put("hidden_size", block.width())
                .put("num_hidden_layers", options.depth())
                .put("num_attention_heads", block.heads())
                .put("hidden_act", activation(block).configName())
                .put("layer_norm_eps", block.epsilon())
                .put("patch_size", options.patches().size())
                .put("num_channels", 3)
                .put("qkv_bias", block.qkvBias());
        putSize(config, "image_size", options.patches());
        return config;
    }

    /** HuggingFace's configuration of DINOv2, with or without registers. */
    static ObjectNode dinov2(VitOptions options) {
        int registers = options.tokens().registers();
        ObjectNode config = common(
                registers > 0 ? "dinov2_with_registers" : "dinov2",
                registers > 0 ? "Dinov2WithRegistersModel" : "Dinov2Model",
                options);
        if (registers > 0) {
            config.put("num_register_tokens", registers);
        }
        FeedForward form = options.block().feedForward();
        boolean gated = form instanceof FeedForward.SwiGlu;
        double ratio = (double) form.hidden() / options.width();
        // HuggingFace takes two thirds of the hidden width, and rounds up to a multiple of 8.
        int whole = RATIO * options.width();
        boolean usual = gated && (whole * 2 / 3 + 7) / 8 * 8 == form.hidden();
        return config.put("mlp_ratio", usual ? RATIO : gated ? 1.5 * ratio : ratio)
                .put("use_swiglu_ffn", gated)
                .put("layerscale_value", options.block().layerScale().orElse(1));
    }

    /** timm's configuration: an architecture of timm that has the same activation and epsilon, and arguments that set everything else. */
    static Optional<ObjectNode> timm(VitOptions options) {
        if (!(options.tokens().positions() instanceof Positions.Learned learned)) {
            return Optional.empty();
        }
        BlockOptions block = options.block();
        boolean gated = block.feedForward() instanceof FeedForward.SwiGlu;
        String normed = options.tokens().norm() ? "vit_base_patch16_clip_224" : "vit_base_patch16_224";
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("architecture", gated ? "vit_giant_patch14_dinov2" : normed)
                .put("num_features", options.width())
                .put("global_pool", pooling(options.readout()));
        // Without this key, timm takes the file for one of an older form, and leaves out the arguments.
        config.putObject("pretrained_cfg");
        ObjectNode arguments = config.putObject("model_args");
        putSize(arguments, "img_size", options.patches());
        arguments
                .put("patch_size", options.patches().size())
                .put("embed_dim", block.width())
                .put("depth", options.depth())
                .put("num_heads", block.heads())
                .put("mlp_ratio", (double) block.feedForward().hidden() * (gated ? 2 : 1) / block.width())
                .put("qkv_bias", block.qkvBias())
                .put("class_token", options.tokens().classToken())
                .put("reg_tokens", options.tokens().registers())
                .put("no_embed_class", !learned.classToken())
                .put("pre_norm", options.tokens().norm())
                // timm builds by the arguments; the key above is only information.
                .put("global_pool", pooling(options.readout()))
                .put("fc_norm", options.readout() instanceof Readout.Pooled pooled && pooled.norm() == Norm.POOLED);
        OptionalDouble scale = block.layerScale();
        if (scale.isPresent()) {
            arguments.put("init_values", scale.getAsDouble());
        }
        if (!gated) {
            arguments.put(
                    "act_layer",
                    switch (activation(block)) {
                        case GELU_TANH -> "gelu_tanh";
                        case QUICK_GELU -> "quick_gelu";
                        case GELU -> "gelu";
                        case RELU -> "relu";
                    });
        }
        return Optional.of(config);
    }

    private static String pooling(Readout readout) {
        if (readout instanceof Readout.Pooled pooled) {
            return pooled.pooling() == Pooling.CLASS_TOKEN ? "token" : "avg";
        }
        return "map";
    }

    private static Activation activation(BlockOptions block) {
        return block.feedForward() instanceof FeedForward.Mlp mlp ? mlp.activation() : Activation.GELU;
    }

    private static void putSize(ObjectNode config, String key, Patches patches) {
        if (patches.height() == patches.width()) {
            config.put(key, patches.height());
        } else {
            config.putArray(key).add(patches.height()).add(patches.width());
        }
    }
}
