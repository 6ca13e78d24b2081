package io.winnow.trainer.published;

import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.text.TextFamilies;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The encoder of texts beside a published encoder of images, as in CLIP and SigLIP. A training of the encoder of images leaves it as it is.
 *
 * @param arrays names of its arrays and of those that belong to both encoders; none if there is no encoder of texts
 * @param refusal why Winnow does not know the encoder of texts that seems to be there; empty if it knows it, or if there is none
 */
record TextsBeside(Set<String> arrays, Optional<String> refusal) {
    /** The scale and the bias of the similarities of images and texts, which belong to both encoders. */
    private static final Set<String> SIMILARITY = Set.of("logit_scale", "logit_bias");

    /** Names of arrays that only an encoder of texts has, of a known family or of another one. */
    private static final Pattern OF_TEXTS = Pattern.compile("text[._].+|token_embedding\\..+");

    static TextsBeside of(CheckpointFacts facts) {
        Set<String> names;
        try {
            names = new HashSet<>(TextFamilies.arrays(TextFamilies.recognise(facts)));
        } catch (IOException unknown) {
            boolean texts = facts.shapes().keySet().stream()
                    .anyMatch(name -> OF_TEXTS.matcher(name).matches());
            return new TextsBeside(Set.of(), texts ? Optional.of(unknown.getMessage()) : Optional.empty());
        }
        names.addAll(SIMILARITY);
        names.retainAll(facts.shapes().keySet());
        return new TextsBeside(names, Optional.empty());
    }
}
