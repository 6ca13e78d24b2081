package io.winnow;

import io.winnow.trainer.model.ModelOutput;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model predicts for an item.
 *
 * @param key key of the item: its file, or its place in a file
 * @param labels the predicted class; or, if an item can have several, all classes whose probability reaches their threshold; or the median
 *     of ordered levels; empty for numbers
 * @param values the probability of each class or level, in [0, 1], or the value of each number, by their names in the model's order
 */
public record Predicted(String key, List<String> labels, Map<String, Double> values) {
    static Predicted of(String key, ModelOutput output, float[] prediction) {
        Map<String, Double> values = new LinkedHashMap<>();
        List<String> names = output.names();
        for (int i = 0; i < prediction.length; i++) {
            values.put(names.get(i), (double) prediction[i]);
        }
        return new Predicted(key, output.target().labels(prediction), Collections.unmodifiableMap(values));
    }
}
