package io.winnow.trainer.config;

import io.winnow.trainer.run.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A configuration as values with keys such as {@code recipe.classify.training.batch_size}. */
public final class FlatConfig {
    private FlatConfig() {}

    /** Returns the values of a configuration by their keys, in its order. A list is one value, as JSON. */
    public static Map<String, String> of(String yaml) {
        Map<String, String> values = new LinkedHashMap<>();
        add("", new Load(LoadSettings.builder().build()).loadFromString(yaml), values);
        return values;
    }

    private static void add(String key, Object value, Map<String, String> values) {
        if (value instanceof Map<?, ?> section && !section.isEmpty()) {
            section.forEach((name, part) -> add(key.isEmpty() ? String.valueOf(name) : key + "." + name, part, values));
        } else {
            values.put(key, value instanceof String text ? text : Json.line(value));
        }
    }
}
