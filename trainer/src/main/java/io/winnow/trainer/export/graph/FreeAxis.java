package io.winnow.trainer.export.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A length that is not fixed in a graph, such as the batch size.
 *
 * @param name name of the length, such as batch
 * @param axes index of the axis that has this length, for each input that has such an axis
 */
public record FreeAxis(String name, Map<String, Integer> axes) {
    /** Returns the length of the first axis of all inputs: the batch size. */
    public static FreeAxis batch(List<String> inputs) {
        Map<String, Integer> axes = new LinkedHashMap<>();
        inputs.forEach(input -> axes.put(input, 0));
        return new FreeAxis("batch", axes);
    }
}
