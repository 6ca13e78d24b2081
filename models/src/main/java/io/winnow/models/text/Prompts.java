package io.winnow.models.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Texts that a sentence encoder was trained to see before each text, such as {@code "query: "}.
 *
 * @param texts the prompts by name
 * @param usual name of the prompt that is used unless another is chosen; empty if none is
 */
public record Prompts(Map<String, String> texts, Optional<String> usual) {
    /** No prompts. */
    public static final Prompts NONE = new Prompts(Map.of(), Optional.empty());

    public Prompts {
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    /** Reads the prompts of config_sentence_transformers.json. */
    static Prompts read(JsonNode config) {
        Map<String, String> texts = new LinkedHashMap<>();
        config.path("prompts")
                .properties()
                .forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
        JsonNode usual = config.path("default_prompt_name");
        return new Prompts(texts, usual.isTextual() ? Optional.of(usual.asText()) : Optional.empty());
    }

    /** The prompt that is used unless another is chosen; an empty text if none is. */
    public String usualText() {
        return usual.map(name -> texts.getOrDefault(name, "")).orElse("");
    }
}
