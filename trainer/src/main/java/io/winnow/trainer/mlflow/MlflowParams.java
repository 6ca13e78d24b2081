package io.winnow.trainer.mlflow;

import io.winnow.trainer.config.FlatConfig;
import java.util.LinkedHashMap;
import java.util.Map;

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
        MlflowNames names = new MlflowNames();
        FlatConfig.of(yaml)
                .forEach((key, value) -> params.put(
                        names.of(key),
                        value.length() <= MOST_CHARACTERS ? value : value.substring(0, MOST_CHARACTERS - 2) + ".."));
        return params;
    }
}
