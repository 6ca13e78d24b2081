package io.winnow.trainer.export.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A length that is free in a graph.
 *
 * @param name such as batch
 * @param axes for each input that has it, which axis it is
 */
public record FreeAxis(String name, Map<String, Integer> axes) {
    /** The first axis of all inputs. */
    public static FreeAxis batch(List<String> inputs) {
        Map<String, Integer> axes = new LinkedHashMap<>();
        inputs.forEach(input -> axes.put(input, 0));
        return new FreeAxis("batch", axes);
    }
}
