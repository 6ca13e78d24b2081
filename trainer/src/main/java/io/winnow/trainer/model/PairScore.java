package io.winnow.trainer.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How similar two items are.
 *
 * @param first key of the first item
 * @param second key of the second item
 * @param distance distance of their representations
 * @param similar whether the distance is at most the threshold of the model
 * @param probability probability that they are similar, in [0, 1]
 * @param grade expected graded similarity, in [0, 1]
 */
public record PairScore(
        String first, String second, double distance, boolean similar, double probability, double grade) {
    /** Returns the keys and values of a line of JSON. */
    public Map<String, Object> line() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("a", first);
        line.put("b", second);
        line.put("distance", distance);
        line.put("similar", similar);
        line.put("probability", probability);
        line.put("grade", grade);
        return line;
    }
}
