package io.winnow.models.vision;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.layer.Activation;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.Published;
import io.winnow.models.vision.VitOptions.Norm;
import io.winnow.models.vision.VitOptions.Pooling;
import io.winnow.models.vision.VitOptions.Positions;
import io.winnow.models.vision.VitOptions.Readout;
import io.winnow.models.vision.VitOptions.Tokens;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Recognises the image encoders of CLIP and MLCD, which differ in their positions, and that of SigLIP, under HuggingFace's names of their
 * {@code vision_model}.
 */
final class VisionTower {
    static final String CLASS_TOKEN = "vision_model.embeddings.class_embedding";
    static final String CLASS_ANGLES = "vision_model.class_pos_emb";
    static final String PATCHES = "vision_model.embeddings.patch_embedding.weight";

    /** Image size of a network with rotary positions if no configuration says one: networks of every size are the same. */
    static final int ROTARY_IMAGE_SIZE = 224;

    private static final String PATCH_BIAS = "vision_model.embeddings.patch_embedding.bias";

    private final CheckpointFacts facts;
    private final JsonNode config;
    private final VitFacts sizes;

    private VisionTower(CheckpointFacts facts) throws MisfitException {
        this.facts = facts;
        config = facts.config().has("vision_config") ? facts.config().get("vision_config") : facts.config();
        VitNames names = new VitNames(
                PATCHES,
                "vision_model.embeddings.position_embedding.weight",
                VitNames.blocks(facts, "vision_model.encoder.layers.#.", "layer_norm1.weight"),
                "mlp.fc1",
                "mlp.fc2",
                "self_attn.q_proj",
                "");
        sizes = new VitFacts(facts, names, config, VitKeys.HUGGING_FACE);
    }

    /** @param usual the activation that a configuration means when it says none */
    static Published<EncoderOptions> clip(String family, CheckpointFacts facts, Activation usual)
            throws MisfitException {
        VisionTower tower = new VisionTower(facts);
        boolean rotary = facts.has(CLASS_ANGLES);
        if (facts.config().isMissingNode() && !rotary) {
            throw MisfitException.unsupported(
                    "its arrays do not tell the activation, which is quick_gelu in OpenAI's weights"
                            + " and gelu in most others: put config.json beside it");
        }
        OptionalInt projection = facts.shape("visual_projection.weight").isPresent()
                ? OptionalInt.of((int) facts.require("visual_projection.weight").get(0))
                : OptionalInt.empty();
        if (projection.isPresent()) {
            CheckpointFacts.agree(facts.config(), "projection_dim", projection.getAsInt(), "visual_projection.weight");
        }
        return tower.published(
                family,
                new VitOptions(
                        rotary ? tower.sizes.gridOf(ROTARY_IMAGE_SIZE, PATCH_BIAS) : tower.sizes.grid(1, PATCH_BIAS),
                        new Tokens(
                                true,
                                0,
                                rotary
                                        ? new Positions.Rotary()
                                        : new Positions.Learned(true, PositionInterpolation.BICUBIC),
                                true),
                        tower.sizes.depth(),
                        tower.sizes.block(OptionalInt.empty(), VitFacts.activation(tower.config, usual), 1e-5),
                        new Readout.Pooled(Pooling.CLASS_TOKEN, Norm.POOLED),
                        projection,
                        0));
    }

    static Published<EncoderOptions> siglip(String family, CheckpointFacts facts) throws MisfitException {
        VisionTower tower = new VisionTower(facts);
        return tower.published(
                family,
                new VitOptions(
                        tower.sizes.grid(0, PATCH_BIAS),
                        new Tokens(false, 0, new Positions.Learned(false, PositionInterpolation.BICUBIC), false),
                        tower.sizes.depth(),
                        tower.sizes.block(
                                OptionalInt.empty(), VitFacts.activation(tower.config, Activation.GELU_TANH), 1e-6),
                        facts.has("vision_model.head.probe")
                                ? new Readout.AttentionPooled()
                                : new Readout.Pooled(Pooling.MEAN, Norm.TOKENS),
                        OptionalInt.empty(),
                        0));
    }

    private Published<EncoderOptions> published(String family, VitOptions options) throws MisfitException {
        return VitFit.published(
                family,
                facts,
                options,
                sizes.channels(),
                TowerLayouts.huggingFace(options, sizes.channels()),
                "vision_model.",
                Optional.empty());
    }
}
