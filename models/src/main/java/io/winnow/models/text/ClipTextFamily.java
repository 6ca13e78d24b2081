package io.winnow.models.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * The text encoders of CLIP and SigLIP as HuggingFace's libraries store them, alone or beside the image encoder (specification "Pretrained
 * encoders", section 5).
 */
public final class ClipTextFamily implements Family<TextOptions> {
    public static final ClipTextFamily CLIP = new ClipTextFamily("CLIP text encoder", "clip");
    public static final ClipTextFamily SIGLIP = new ClipTextFamily("SigLIP text encoder", "siglip");

    private static final String TEXT = "text_model.";
    private static final String WORDS = TEXT + "embeddings.token_embedding.weight";
    private static final String POSITIONS = TEXT + "embeddings.position_embedding.weight";
    private static final String LAYERS = TEXT + "encoder.layers.#.mlp.fc1.weight";
    private static final String HIDDEN = TEXT + "encoder.layers.0.mlp.fc1.weight";
    private static final String CLIP_PROJECTION = "text_projection.weight";
    private static final String SIGLIP_HEAD = TEXT + "head.weight";

    /** The id that configurations of 2022 give as the end of a text, although the vocabulary has another. */
    private static final int OLD_END = 2;

    private static final int END = 49407;

    private final String name;
    private final String type;

    private ClipTextFamily(String name, String type) {
        this.name = name;
        this.type = type;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Published<TextOptions> recognise(CheckpointFacts facts) throws MisfitException {
        facts.require(WORDS);
        JsonNode whole = facts.config();
        String found = whole.path("model_type").asText("");
        if (this == SIGLIP && found.startsWith("siglip2")) {
            throw MisfitException.unsupported("SigLIP 2 naflex, model_type " + found + ", is not supported");
        }
        boolean fits = found.isEmpty()
                ? facts.has(SIGLIP_HEAD) == (this == SIGLIP)
                : List.of(type, type + "_text_model").contains(found);
        if (!fits) {
            throw MisfitException.otherFamily(
                    found.isEmpty()
                            ? (facts.has(SIGLIP_HEAD) ? "it has an array " : "it has no array ") + SIGLIP_HEAD
                            : "the configuration says model_type: " + found);
        }
        TextConfig.requireOwnCode(whole);
        JsonNode config = whole.has("text_config") ? whole.path("text_config") : whole;
        boolean projected = this == SIGLIP || facts.has(CLIP_PROJECTION);
        ClipTextOptions options = options(facts, config, projected);
        WeightLayout layout = layout();
        TextConfig.requireNoOthers(facts, layout, options, List.of(TEXT), name);
        return new Published<>(name, options, layout, Optional.empty());
    }

    private ClipTextOptions options(CheckpointFacts facts, JsonNode config, boolean projected) throws MisfitException {
        int vocabulary = (int) TextConfig.size(facts, config, "vocab_size", WORDS, 0);
        int width = (int) TextConfig.size(facts, config, "hidden_size", WORDS, 1);
        int context = (int) TextConfig.size(facts, config, "max_position_embeddings", POSITIONS, 0);
        int hidden = (int) TextConfig.size(facts, config, "intermediate_size", HIDDEN, 0);
        int layers = facts.count(LAYERS);
        CheckpointFacts.agree(config, "num_hidden_layers", layers, LAYERS);
        boolean clip = this == CLIP;
        Activation activation =
                TextConfig.activation(config, "hidden_act", clip ? Activation.QUICK_GELU : Activation.GELU_TANH);
        BlockOptions block = new BlockOptions(
                width,
                TextConfig.heads(facts, config, "num_attention_heads", width, clip ? 8 : 12),
                new FeedForward.Mlp(hidden, activation),
                config.path("layer_norm_eps").asDouble(clip ? 1e-5 : 1e-6),
                true,
                OptionalDouble.empty());
        return new ClipTextOptions(
                vocabulary,
                context,
                layers,
                block,
                clip,
                clip ? end(config) : new EndOfText.LastPlace(),
                config.path("pad_token_id").asInt(1),
                projected ? Optional.of(projection(facts)) : Optional.empty());
    }

    private ClipTextOptions.Projection projection(CheckpointFacts facts) throws MisfitException {
        JsonNode config = facts.config();
        return this == CLIP
                ? new ClipTextOptions.Projection(
                        (int) TextConfig.size(facts, config, "projection_dim", CLIP_PROJECTION, 0), false)
                : new ClipTextOptions.Projection(
                        (int) TextConfig.size(facts, config.path("text_config"), "projection_size", SIGLIP_HEAD, 0),
                        true);
    }

    private static EndOfText end(JsonNode config) {
        int id = config.path("eos_token_id").asInt(END);
        return id == OLD_END ? new EndOfText.LargestId() : new EndOfText.FirstOf(id);
    }

    /** Returns HuggingFace's names. */
    public WeightLayout layout() {
        String blocks = TEXT + "encoder.layers.*.";
        WeightLayout.Builder layout = WeightLayout.of("HuggingFace")
                .rename("token_embedding.weight", WORDS)
                .rename("position_embedding.weight", POSITIONS)
                .rename("blocks.*.norm1.*", blocks + "layer_norm1.*")
                .joined(
                        "blocks.*.attn.qkv.*",
                        blocks + "self_attn.q_proj.*",
                        blocks + "self_attn.k_proj.*",
                        blocks + "self_attn.v_proj.*")
                .rename("blocks.*.attn.proj.*", blocks + "self_attn.out_proj.*")
                .rename("blocks.*.norm2.*", blocks + "layer_norm2.*")
                .rename("blocks.*.mlp.*", blocks + "mlp.*")
                .rename("norm.*", TEXT + "final_layer_norm.*")
                .rename("projection.*", this == CLIP ? "text_projection.*" : TEXT + "head.*")
                .unused(TEXT + "embeddings.position_ids", "logit_scale", "logit_bias")
                .unused("vision_model.*", "visual_projection.*");
        return layout.build();
    }

    /** Returns the configuration of the text encoder alone, with the projection if it has one. */
    @Override
    public Optional<ObjectNode> config(TextOptions architecture, WeightLayout layout) {
        ClipTextOptions options = (ClipTextOptions) architecture;
        FeedForward.Mlp mlp = (FeedForward.Mlp) options.block().feedForward();
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("architectures")
                .add(
                        this == SIGLIP
                                ? "SiglipTextModel"
                                : options.projection().isPresent() ? "CLIPTextModelWithProjection" : "CLIPTextModel");
        config.put("model_type", type + "_text_model")
                .put("vocab_size", options.vocabulary())
                .put("hidden_size", options.width())
                .put("num_hidden_layers", options.layers())
                .put("num_attention_heads", options.block().heads())
                .put("intermediate_size", mlp.hidden())
                .put("max_position_embeddings", options.context())
                .put("hidden_act", mlp.activation().configName())
                .put("layer_norm_eps", options.block().epsilon())
                .put("pad_token_id", options.padding());
        if (options.end() instanceof EndOfText.FirstOf first) {
            config.put("eos_token_id", first.id());
        } else if (options.end() instanceof EndOfText.LargestId) {
            config.put("eos_token_id", OLD_END);
        }
        options.projection()
                .ifPresent(map -> config.put(this == CLIP ? "projection_dim" : "projection_size", map.dimension()));
        return Optional.of(config);
    }
}
