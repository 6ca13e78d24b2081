package io.winnow.trainer.modality.text;

import io.winnow.models.pretrained.Published;
import io.winnow.models.text.TextFamilies;
import io.winnow.models.text.TextOptions;
import io.winnow.trainer.modality.Modality;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Texts, such as questions, reviews or abstracts. */
public final class TextModality {
    public static final Modality TEXTS = new Modality(
            "text",
            List.of(TextDataConfig.class),
            List.of(VectorEncoderConfig.class, FineTunedEncoderConfig.class),
            List.of(TextViewsConfig.class),
            List.of(TextVectors.class, TextTokens.class),
            Optional.of(TextModality::describe));

    private TextModality() {}

    private static Map<String, Object> describe(PublishedCheckpoint checkpoint, OptionalInt heads) throws IOException {
        Published<TextOptions> published;
        try {
            published = TextFamilies.recognise(
                    checkpoint.facts(checkpoint.path().toString(), heads).facts());
        } catch (IOException e) {
            throw new UserException(e.getMessage(), e);
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("family", published.family());
        facts.put("library", published.layout().library());
        facts.put("architecture", published.architecture());
        facts.put("tokens", published.architecture().maxTokens());
        return facts;
    }
}
