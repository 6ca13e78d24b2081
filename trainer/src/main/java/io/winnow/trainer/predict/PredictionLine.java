package io.winnow.trainer.predict;

import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.export.ModelDescription;
import io.winnow.trainer.target.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the output of a model into a line of JSON. */
public final class PredictionLine {
    private PredictionLine() {}

    /**
     * Returns the line of an example.
     *
     * @param key key of the example
     * @param output output of the model for this example (D)
     * @param kind what the model computes
     * @param target what the output means if it is a prediction; empty otherwise
     * @param top number of highest classes or class centers to include
     */
    public static Map<String, Object> of(
            String key, float[] output, ModelDescription.Kind kind, Optional<Target> target, int top) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", key);
        switch (kind) {
            case CLASSIFIER -> line.putAll(target.orElseThrow().line(output, top));
            case CENTERS -> {
                List<Map<String, Object>> centers = new ArrayList<>();
                for (int k : Arrays.stream(Ranks.descending(output)).limit(top).toArray()) {
                    centers.add(pair("center", k, "cosine", output[k]));
                }
                line.put("centers", centers);
            }
            default -> line.put("embedding", output);
        }
        return line;
    }

    private static Map<String, Object> pair(String first, Object a, String second, Object b) {
        Map<String, Object> pair = new LinkedHashMap<>();
        pair.put(first, a);
        pair.put(second, b);
        return pair;
    }
}
