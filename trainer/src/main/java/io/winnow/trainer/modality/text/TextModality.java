package io.winnow.trainer.modality.text;

import io.winnow.trainer.modality.Modality;
import java.util.List;
import java.util.Optional;

/** Texts, such as questions, reviews or abstracts. */
public final class TextModality {
    public static final Modality TEXTS = new Modality(
            "text",
            List.of(TextDataConfig.class),
            List.of(VectorEncoderConfig.class, FineTunedEncoderConfig.class),
            List.of(TextViewsConfig.class),
            List.of(TextVectors.class, TextTokens.class, TextTokenVectors.class),
            Optional.of(new PublishedTexts()));

    private TextModality() {}
}
