package io.winnow.models.text;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.BlockOptions;
import io.winnow.models.layer.FeedForward;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.WeightLayout;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The text encoders of CLIP and SigLIP as OpenAI's and open_clip's files have them: at the root, or under {@code text.} in newer files of
 * open_clip (specification "Pretrained encoders", section 5).
 *
 * <p>The activation follows from the configuration; files without one are taken for OpenAI's own, whose activation is quick GELU.
 */
public final class OpenClipTextFamily implements Family<TextOptions> {
    private static final String WORDS = "token_embedding.weight";
    private static final String POSITIONS = "positional_embedding";
    private static final String BLOCKS = "transformer.resblocks.";
    private static final String PROJECTION = "text_projection";

    @Override
    public String name() {
        return "CLIP text encoder of open_clip";
    }

    @Override
    public Published<TextOptions> recognise(CheckpointFacts facts) throws MisfitException {
        String root = facts.has("text." + WORDS) ? "text." : "";
        facts.require(root + WORDS);
        facts.require(root + BLOCKS + "0.attn.in_proj_weight");
        JsonNode model = facts.config().has("model_cfg") ? facts.config().path("model_cfg") : facts.config();
        JsonNode config = model.path("text_cfg");
        for (String other : List.of("hf_model_name", "embed_cls", "ls_init_value", "act_layer")) {
            if (config.path(other).asBoolean()
                    || config.path(other).isTextual()
                    || config.path(other).isNumber()) {
                throw MisfitException.unsupported(
                        "its text_cfg says " + other + ": " + config.path(other) + ", which is not supported");
            }
        }
        boolean linear = facts.has(root + PROJECTION + ".weight");
        ClipTextOptions options = options(facts, root, model, linear);
        WeightLayout layout = layout(root, linear);
        TextConfig.requireNoOthers(facts, layout, options, List.of(root + "transformer.", "text."), name());
        return new Published<>(name(), options, layout, Optional.empty());
    }

    private static ClipTextOptions options(CheckpointFacts facts, String root, JsonNode model, boolean linear)
            throws MisfitException {
        JsonNode config = model.path("text_cfg");
        int vocabulary = (int) TextConfig.size(facts, config, "vocab_size", root + WORDS, 0);
        int width = (int) TextConfig.size(facts, config, "width", root + WORDS, 1);
        int context = (int) TextConfig.size(facts, config, "context_length", root + POSITIONS, 0);
        int layers = facts.count(root + BLOCKS + "#.ln_1.weight");
        CheckpointFacts.agree(config, "layers", layers, root + BLOCKS + "#");
        long hidden = facts.require(root + BLOCKS + "0.mlp.c_fc.weight").get(0);
        boolean causal = !config.path("no_causal_mask").asBoolean(false);
        BlockOptions block = new BlockOptions(
                width,
                TextConfig.heads(facts, config, "heads", width, Math.max(1, width / 64)),
                new FeedForward.Mlp((int) hidden, activation(model)),
                config.path("norm_kwargs").path("eps").asDouble(1e-5),
                true,
                OptionalDouble.empty());
        return new ClipTextOptions(
                vocabulary,
                context,
                layers,
                block,
                causal,
                end(config),
                config.path("pad_id").asInt(causal ? 0 : 1),
                projection(facts, root, model, linear));
    }

    private static Activation activation(JsonNode model) {
        if (model.path("quick_gelu").asBoolean(model.isMissingNode() || model.isEmpty())) {
            return Activation.QUICK_GELU;
        }
        String approximate =
                model.path("text_cfg").path("act_kwargs").path("approximate").asText();
        return approximate.equals("tanh") ? Activation.GELU_TANH : Activation.GELU;
    }

    private static EndOfText end(JsonNode config) throws MisfitException {
        String pooling = config.path("pool_type").asText("argmax");
        return switch (pooling) {
            case "argmax" -> new EndOfText.LargestId();
            case "last" -> new EndOfText.LastPlace();
            case "eos" -> {
                JsonNode id = config.path("eos_id");
                if (!id.isInt()) {
                    throw MisfitException.unsupported("its text_cfg says pool_type: eos, but no eos_id");
                }
                yield new EndOfText.FirstOf(id.asInt());
            }
            default ->
                throw MisfitException.unsupported(
                        "its text_cfg says pool_type: " + pooling + ", but must say argmax, eos or last");
        };
    }

    /** The matrix of OpenAI's models has the shape (width, dimension), the linear layer of newer ones (dimension, width). */
    private static Optional<ClipTextOptions.Projection> projection(
            CheckpointFacts facts, String root, JsonNode model, boolean linear) throws MisfitException {
        String array = root + PROJECTION + (linear ? ".weight" : "");
        Optional<Shape> shape = facts.shape(array);
        if (shape.isEmpty()) {
            return Optional.empty();
        }
        int dimension = (int) TextConfig.size(facts, model, "embed_dim", array, linear ? 0 : 1);
        return Optional.of(new ClipTextOptions.Projection(dimension, facts.has(root + PROJECTION + ".bias")));
    }

    private static WeightLayout layout(String root, boolean linear) {
        String blocks = root + BLOCKS + "*.";
        WeightLayout.Builder layout = WeightLayout.of("open_clip")
                .rename("token_embedding.weight", root + WORDS)
                .rename("position_embedding.weight", root + POSITIONS)
                .rename("blocks.*.norm1.*", blocks + "ln_1.*")
                .rename("blocks.*.attn.qkv.weight", blocks + "attn.in_proj_weight")
                .rename("blocks.*.attn.qkv.bias", blocks + "attn.in_proj_bias")
                .rename("blocks.*.attn.proj.*", blocks + "attn.out_proj.*")
                .rename("blocks.*.norm2.*", blocks + "ln_2.*")
                .rename("blocks.*.mlp.fc1.*", blocks + "mlp.c_fc.*")
                .rename("blocks.*.mlp.fc2.*", blocks + "mlp.c_proj.*")
                .rename("norm.*", root + "ln_final.*");
        if (linear) {
            layout.rename("projection.*", root + PROJECTION + ".*");
        } else {
            layout.transposed("projection.weight", root + PROJECTION);
        }
        return layout.unused("visual.*", "logit_scale", "logit_bias", root + "attn_mask")
                .unused("input_resolution", "context_length", "vocab_size")
                .build();
    }
}
