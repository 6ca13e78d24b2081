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
 * MLCD (An et al. 2024, arXiv 2407.17331) with the names of HuggingFace and of the authors (specification "Pretrained encoders", section 5):
 * the networks with rotary positions, and those of the authors' files without. HuggingFace's files without them are files of CLIP's image
 * encoder.
 */
public final class MlcdFamily implements Family<EncoderOptions> {
    @Override
    public String name() {
        return "MLCD";
    }

    @Override
    public Published<EncoderOptions> recognise(CheckpointFacts facts) throws MisfitException {
        if (facts.has(VisionTower.CLASS_TOKEN) && facts.has(VisionTower.CLASS_ANGLES)) {
            return VisionTower.clip(name(), facts, Activation.GELU);
        }
        Optional<String> prefix = OpenAiTower.prefix(facts);
        if (prefix.isEmpty() || !OpenAiTower.isMlcd(facts, prefix.get())) {
            throw MisfitException.otherFamily(
                    "it has neither the array " + VisionTower.CLASS_ANGLES + " nor class_embedding without proj");
        }
        return OpenAiTower.published(name(), facts, prefix.get());
    }

    /** HuggingFace's configuration. The authors have none. */
    @Override
    public Optional<ObjectNode> config(EncoderOptions architecture, WeightLayout layout) {
        return layout.library().equals(VitLayouts.HUGGING_FACE) && architecture instanceof VitOptions options
                ? Optional.of(VitConfigs.huggingFace("mlcd_vision_model", "MLCDVisionModel", options)
                        .put("num_key_value_groups", 1))
                : Optional.empty();
    }
}
