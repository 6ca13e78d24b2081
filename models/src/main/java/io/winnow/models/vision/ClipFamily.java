package io.winnow.models.vision;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Activation;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.WeightLayout;
import java.util.Optional;

/**
 * The image encoder of CLIP with the names of HuggingFace, OpenAI and open_clip (specification "Pretrained encoders", section 5). If the
 * checkpoint has the projection to the space that images and texts share, it belongs to the encoder. A text encoder beside it is not used.
 */
public final class ClipFamily implements Family<EncoderOptions> {
    @Override
    public String name() {
        return "CLIP";
    }

    @Override
    public Published<EncoderOptions> recognise(CheckpointFacts facts) throws MisfitException {
        if (facts.has(VisionTower.CLASS_TOKEN) && !facts.has(VisionTower.CLASS_ANGLES)) {
            return VisionTower.clip(name(), facts, Activation.QUICK_GELU);
        }
        Optional<String> prefix = OpenAiTower.prefix(facts);
        if (prefix.isEmpty() || OpenAiTower.isMlcd(facts, prefix.get())) {
            throw MisfitException.otherFamily(
                    "it has neither the array " + VisionTower.CLASS_TOKEN + " nor visual.class_embedding");
        }
        return OpenAiTower.published(name(), facts, prefix.get());
    }

    /** HuggingFace's configuration of the image encoder alone. open_clip builds only both encoders together. */
    @Override
    public Optional<ObjectNode> config(EncoderOptions architecture, WeightLayout layout) {
        if (!layout.library().equals(VitLayouts.HUGGING_FACE) || !(architecture instanceof VitOptions options)) {
            return Optional.empty();
        }
        boolean projects = options.projection().isPresent();
        ObjectNode config = VitConfigs.huggingFace(
                "clip_vision_model", projects ? "CLIPVisionModelWithProjection" : "CLIPVisionModel", options);
        options.projection().ifPresent(length -> config.put("projection_dim", length));
        return Optional.of(config);
    }
}
