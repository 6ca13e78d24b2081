package io.winnow.trainer.published;

import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.text.TextFamilies;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** The encoder of texts beside a published encoder of images, as in CLIP and SigLIP. A training of the encoder of images leaves it as it is. */
final class TextsBeside {
    /** The scale and the bias of the similarities of images and texts, which belong to both encoders. */
    private static final Set<String> SIMILARITY = Set.of("logit_scale", "logit_bias");

    private TextsBeside() {}

    /** Returns the names of its arrays and of those that belong to both encoders; none if there is no encoder of texts. */
    static Set<String> arrays(CheckpointFacts facts) {
        Set<String> names;
        try {
            names = new HashSet<>(TextFamilies.arrays(TextFamilies.recognise(facts)));
        } catch (IOException none) {
            return Set.of();
        }
        names.addAll(SIMILARITY);
        names.retainAll(facts.shapes().keySet());
        return names;
    }
}
