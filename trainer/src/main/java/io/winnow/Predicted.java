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
 * @param accepted whether the model is sure enough of the prediction, if it was exported with a threshold for that; otherwise true
 * @param values the probability of each class or level, in [0, 1], or the value of each number, by their names in the model's order
 */
public record Predicted(String key, List<String> labels, boolean accepted, Map<String, Double> values) {
    static Predicted of(String key, ModelOutput output, float[] prediction) {
        Map<String, Double> values = new LinkedHashMap<>();
        List<String> names = output.names();
        for (int i = 0; i < prediction.length; i++) {
            values.put(names.get(i), (double) prediction[i]);
        }
        boolean accepted = output.abstention() == null || output.abstention().accepts(prediction);
        return new Predicted(key, output.target().labels(prediction), accepted, Collections.unmodifiableMap(values));
    }
}
