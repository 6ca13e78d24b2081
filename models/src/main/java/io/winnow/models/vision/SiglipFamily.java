package io.winnow.models.vision;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.WeightLayout;
import io.winnow.models.vision.VitOptions.Readout;
import java.util.Optional;

/**
 * The image encoder of SigLIP with the names of HuggingFace and timm (specification "Pretrained encoders", section 5). Without its head, the
 * representation is the mean of the patches. A text encoder beside it is not used, and SigLIP 2 with free shapes of images is refused.
 */
public final class SiglipFamily implements Family<EncoderOptions> {
    @Override
    public String name() {
        return "SigLIP";
    }

    @Override
    public Published<EncoderOptions> recognise(CheckpointFacts facts) throws MisfitException {
        if (facts.has(VisionTower.PATCHES) && !facts.has(VisionTower.CLASS_TOKEN)) {
            if (facts.require(VisionTower.PATCHES).dimension() == 2) {
                throw MisfitException.unsupported(
                        "its patches are a linear layer, the array " + VisionTower.PATCHES + " "
                                + facts.require(VisionTower.PATCHES)
                                + ", as in SigLIP 2 for images of free shapes (naflex): choose one for a fixed image size");
            }
            return VisionTower.siglip(name(), facts);
        }
        Optional<String> prefix = TimmVit.prefix(facts);
        if (prefix.isEmpty() || !TimmVit.poolsByAttention(facts, prefix.get())) {
            throw MisfitException.otherFamily(
                    "it has neither the array " + VisionTower.PATCHES + " without a class token nor attn_pool.latent");
        }
        return TimmVit.published(name(), facts, prefix.get());
    }

    /** The configuration of HuggingFace or timm, of the image encoder alone. */
    @Override
    public Optional<ObjectNode> config(EncoderOptions architecture, WeightLayout layout) {
        if (!(architecture instanceof VitOptions options)) {
            return Optional.empty();
        }
        if (layout.library().equals(VitLayouts.TIMM)) {
            return VitConfigs.timm(options);
        }
        return Optional.of(VitConfigs.huggingFace("siglip_vision_model", "SiglipVisionModel", options)
                .put("vision_use_head", options.readout() instanceof Readout.AttentionPooled));
    }
}
