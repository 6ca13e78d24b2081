package io.winnow.models.vision;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Activation;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.WeightLayout;
import io.winnow.models.vision.VitOptions.Norm;
import io.winnow.models.vision.VitOptions.Patches;
import io.winnow.models.vision.VitOptions.Pooling;
import io.winnow.models.vision.VitOptions.Positions;
import io.winnow.models.vision.VitOptions.Readout;
import io.winnow.models.vision.VitOptions.Tokens;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Vision Transformers with the names of timm, torchvision and HuggingFace (specification "Pretrained encoders", section 4). DeiT's
 * distillation token is refused.
 */
public final class VitFamily implements Family<EncoderOptions> {
    private static final double HUGGING_FACE_EPSILON = 1e-12;
    private static final double EPSILON = 1e-6;
    private static final Readout CLASS_TOKEN = new Readout.Pooled(Pooling.CLASS_TOKEN, Norm.TOKENS);

    @Override
    public String name() {
        return "Vision Transformer";
    }

    @Override
    public Published<EncoderOptions> recognise(CheckpointFacts facts) throws MisfitException {
        for (String distillation :
                List.of("dist_token", "embeddings.distillation_token", "deit.embeddings.distillation_token")) {
            if (facts.has(distillation)) {
                throw MisfitException.unsupported("it has a distillation token, the array " + distillation
                        + ", which the network has no place for: choose a model without one");
            }
        }
        if (facts.has("conv_proj.weight")) {
            return torchvision(facts);
        }
        for (String prefix : List.of("vit.", "deit.", "")) {
            if (facts.has(prefix + "encoder.layer.0.layernorm_before.weight")) {
                return huggingFace(facts, prefix);
            }
        }
        Optional<String> prefix = TimmVit.prefix(facts);
        if (prefix.isEmpty() || TimmVit.poolsByAttention(facts, prefix.get()) || Dinov2Family.isOfAuthors(facts)) {
            throw MisfitException.otherFamily("it has none of the arrays pos_embed, conv_proj.weight and "
                    + "encoder.layer.0.layernorm_before.weight");
        }
        return TimmVit.published(name(), facts, prefix.get());
    }

    private Published<EncoderOptions> torchvision(CheckpointFacts facts) throws MisfitException {
        String blocks = "encoder.layers.encoder_layer_";
        boolean linear = facts.has(blocks + "0.mlp.linear_1.weight");
        VitNames names = new VitNames(
                "conv_proj.weight",
                "encoder.pos_embedding",
                VitNames.blocks(facts, blocks + "#.", "ln_1.weight"),
                linear ? "mlp.linear_1" : "mlp.0",
                linear ? "mlp.linear_2" : "mlp.3",
                "self_attention.out_proj",
                "");
        VitFacts sizes = new VitFacts(facts, names, facts.config(), VitKeys.NONE);
        VitOptions options = withClassToken(
                sizes,
                sizes.grid(1, "conv_proj.bias"),
                Activation.GELU,
                EPSILON,
                PositionInterpolation.BICUBIC_CORNERS);
        return VitFit.published(
                name(),
                facts,
                options,
                sizes.channels(),
                VitLayouts.torchvision(options, sizes.channels(), linear),
                blocks,
                facts.has("heads.pre_logits.weight")
                        ? Optional.empty()
                        : VitFit.head(facts, "heads.head", options.dimension()));
    }

    private Published<EncoderOptions> huggingFace(CheckpointFacts facts, String p) throws MisfitException {
        VitNames names = new VitNames(
                p + "embeddings.patch_embeddings.projection.weight",
                p + "embeddings.position_embeddings",
                VitNames.blocks(facts, p + "encoder.layer.#.", "layernorm_before.weight"),
                "intermediate.dense",
                "output.dense",
                "attention.attention.query",
                "");
        VitFacts sizes = new VitFacts(facts, names, facts.config(), VitKeys.HUGGING_FACE);
        VitOptions options = withClassToken(
                sizes,
                sizes.grid(1, p + "embeddings.patch_embeddings.projection.bias"),
                VitFacts.activation(facts.config(), Activation.GELU),
                HUGGING_FACE_EPSILON,
                PositionInterpolation.BICUBIC);
        return VitFit.published(
                name(),
                facts,
                options,
                sizes.channels(),
                VitLayouts.huggingFace(options, sizes.channels(), p),
                p + "encoder.layer.",
                VitFit.head(facts, "classifier", options.dimension()));
    }

    private static VitOptions withClassToken(
            VitFacts sizes, Patches grid, Activation activation, double epsilon, PositionInterpolation interpolation)
            throws MisfitException {
        return new VitOptions(
                grid,
                new Tokens(true, 0, new Positions.Learned(true, interpolation), false),
                sizes.depth(),
                sizes.block(OptionalInt.empty(), activation, epsilon),
                CLASS_TOKEN,
                OptionalInt.empty(),
                0);
    }

    /** The configuration of timm or HuggingFace. torchvision has none. */
    @Override
    public Optional<ObjectNode> config(EncoderOptions architecture, WeightLayout layout) {
        if (!(architecture instanceof VitOptions options)) {
            return Optional.empty();
        }
        return switch (layout.library()) {
            case VitLayouts.TIMM -> VitConfigs.timm(options);
            case VitLayouts.HUGGING_FACE -> Optional.of(VitConfigs.huggingFace("vit", "ViTModel", options));
            default -> Optional.empty();
        };
    }
}
