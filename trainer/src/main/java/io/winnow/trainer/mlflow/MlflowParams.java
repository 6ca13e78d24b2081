package io.winnow.trainer.mlflow;

import io.winnow.trainer.run.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The parameters of a run: its configuration with keys such as {@code recipe.classify.training.batch_size}. */
final class MlflowParams {
    /** Limit of the server for a value. */
    static final int MOST_CHARACTERS = 6000;

    private MlflowParams() {}

    /**
     * Flattens a configuration. A list is one parameter, as JSON. Longer values than the server takes are cut; the file config.yaml has them in
     * full.
     *
     * @return values by keys that the server accepts, in the order of the configuration
     */
    static Map<String, String> of(String yaml) {
        Map<String, String> params = new LinkedHashMap<>();
        Object root = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        add("", root, params, new MlflowNames());
        return params;
    }

    private static void add(String key, Object value, Map<String, String> params, MlflowNames names) {
        if (value instanceof Map<?, ?> section && !section.isEmpty()) {
            section.forEach(
                    (name, part) -> add(key.isEmpty() ? String.valueOf(name) : key + "." + name, part, params, names));
        } else {
            String text = value instanceof String string ? string : Json.line(value);
            params.put(
                    names.of(key),
                    text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 2) + "..");
        }
    }
}
