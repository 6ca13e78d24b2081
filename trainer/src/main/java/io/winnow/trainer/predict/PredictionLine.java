package io.winnow.trainer.predict;

import io.winnow.trainer.export.ModelDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Turns the output of a model into a line of JSON. */
public final class PredictionLine {
    private PredictionLine() {}

    /**
     * Returns the line of an example.
     *
     * @param key key of the example
     * @param output output of the model for this example (D)
     * @param kind what the model computes
     * @param classes class names by number, if it is a classifier
     * @param top number of highest classes or class centers to include
     */
    public static Map<String, Object> of(
            String key, float[] output, ModelDescription.Kind kind, List<String> classes, int top) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", key);
        switch (kind) {
            case CLASSIFIER -> {
                List<Map<String, Object>> predictions = new ArrayList<>();
                for (int k : highest(output, top)) {
                    predictions.add(pair("label", classes.get(k), "probability", output[k]));
                }
                line.put("predictions", predictions);
            }
            case CENTERS -> {
                List<Map<String, Object>> centers = new ArrayList<>();
                for (int k : highest(output, top)) {
                    centers.add(pair("center", k, "cosine", output[k]));
                }
                line.put("centers", centers);
            }
            default -> line.put("embedding", output);
        }
        return line;
    }

    private static int[] highest(float[] values, int count) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Float.compare(values[b], values[a]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static Map<String, Object> pair(String first, Object a, String second, Object b) {
        Map<String, Object> pair = new LinkedHashMap<>();
        pair.put(first, a);
        pair.put(second, b);
        return pair;
    }
}
