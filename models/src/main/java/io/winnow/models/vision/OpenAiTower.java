package io.winnow.models.vision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.winnow.models.layer.Activation;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.Published;
import io.winnow.models.vision.VitOptions.Norm;
import io.winnow.models.vision.VitOptions.Pooling;
import io.winnow.models.vision.VitOptions.Positions;
import io.winnow.models.vision.VitOptions.Readout;
import io.winnow.models.vision.VitOptions.Tokens;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Recognises the image encoders of CLIP and MLCD under the names of OpenAI, which open_clip and MLCD's authors use, too. */
final class OpenAiTower {
    private final CheckpointFacts facts;
    private final String p;

    /** open_clip's configuration of the image encoder; a missing node if there is none. */
    private final JsonNode config;

    private OpenAiTower(CheckpointFacts facts, String prefix) {
        this.facts = facts;
        p = prefix;
        config = facts.config().path("model_cfg").path("vision_cfg");
    }

    /** What the names begin with; empty if these are not OpenAI's names. */
    static Optional<String> prefix(CheckpointFacts facts) {
        return List.of("visual.", "").stream()
                .filter(prefix -> facts.has(prefix + "class_embedding") && facts.has(prefix + "conv1.weight"))
                .findFirst();
    }

    /**
     * Whether these are names of MLCD's authors, whose networks have rotary positions, or stand alone and without a projection.
     *
     * @param prefix see {@link #prefix}
     */
    static boolean isMlcd(CheckpointFacts facts, String prefix) {
        return facts.has(prefix + "class_pos_emb") || (prefix.isEmpty() && !facts.has("proj"));
    }

    static Published<EncoderOptions> published(String family, CheckpointFacts facts, String prefix)
            throws MisfitException {
        return new OpenAiTower(facts, prefix).published(family);
    }

    private Published<EncoderOptions> published(String family) throws MisfitException {
        String blocks = p + "transformer.resblocks.";
        boolean linear = facts.has(blocks + "0.attn.in_proj.weight");
        VitNames names = new VitNames(
                p + "conv1.weight",
                p + "positional_embedding",
                VitNames.blocks(facts, blocks + "#.", "ln_1.weight"),
                "mlp.c_fc",
                "mlp.c_proj",
                "attn.out_proj",
                "");
        refuseVariants();
        VitFacts sizes = new VitFacts(facts, names, config, VitKeys.OPEN_CLIP);
        boolean rotary = facts.has(p + "class_pos_emb");
        String bias = p + "conv1.bias";
        VitOptions options = new VitOptions(
                rotary ? sizes.gridOf(VisionTower.ROTARY_IMAGE_SIZE, bias) : sizes.grid(1, bias),
                new Tokens(
                        true,
                        0,
                        rotary
                                ? new Positions.Rotary()
                                : new Positions.Learned(true, PositionInterpolation.BICUBIC_ANTIALIAS),
                        facts.has(p + "ln_pre.weight")),
                sizes.depth(),
                sizes.block(
                        heads(sizes.width()),
                        activation(rotary),
                        config.path("norm_kwargs").path("eps").asDouble(1e-5)),
                new Readout.Pooled(Pooling.CLASS_TOKEN, Norm.POOLED),
                projection(),
                0);
        return VitFit.published(
                family,
                facts,
                options,
                sizes.channels(),
                TowerLayouts.openAi(
                        isMlcd(facts, p) ? TowerLayouts.MLCD : TowerLayouts.OPEN_CLIP,
                        options,
                        sizes.channels(),
                        p,
                        linear ? "in_proj." : "in_proj_"),
                blocks,
                Optional.empty());
    }

    private OptionalInt projection() throws MisfitException {
        if (!facts.has(p + "proj")) {
            return OptionalInt.empty();
        }
        int length = (int) facts.require(p + "proj").get(1);
        CheckpointFacts.agree(facts.config().path("model_cfg"), "embed_dim", length, p + "proj");
        return OptionalInt.of(length);
    }

    private void refuseVariants() throws MisfitException {
        String pooling = config.path("pool_type").asText("tok");
        boolean mean = config.path("global_average_pool").asBoolean();
        if (!pooling.equals("tok") || mean) {
            throw MisfitException.unsupported("the configuration says "
                    + (mean ? "global_average_pool: true" : "pool_type: " + pooling)
                    + ", but only the class token (tok) can be built here");
        }
        if (config.path("attentional_pool").asBoolean()) {
            throw MisfitException.unsupported(
                    "the configuration says attentional_pool: true, which cannot be built here");
        }
    }

    /** open_clip's configuration says the length of a head, or leaves out 64. */
    private OptionalInt heads(int width) {
        return config instanceof MissingNode
                ? OptionalInt.empty()
                : OptionalInt.of(width / Math.max(config.path("head_width").asInt(64), 1));
    }

    /** open_clip's configuration says the activation; MLCD's authors do in their code. */
    private Activation activation(boolean rotary) throws MisfitException {
        if (!(config instanceof MissingNode)) {
            if (facts.config().path("model_cfg").path("quick_gelu").asBoolean()) {
                return Activation.QUICK_GELU;
            }
            return config.path("act_kwargs").path("approximate").asText("").equals("tanh")
                    ? Activation.GELU_TANH
                    : Activation.GELU;
        }
        if (isMlcd(facts, p)) {
            return rotary ? Activation.GELU : Activation.QUICK_GELU;
        }
        throw MisfitException.unsupported(
                "its arrays do not tell the activation, which is quick_gelu in OpenAI's weights"
                        + " and gelu in most others: put open_clip_config.json beside it");
    }
}
