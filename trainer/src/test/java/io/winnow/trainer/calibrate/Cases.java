package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads reference values from a resource: named cases with inputs and expected outputs. */
final class Cases {
    private final JsonNode cases;

    private Cases(JsonNode cases) {
        this.cases = cases;
    }

    static Cases read(String resource) throws IOException {
        return new Cases(new ObjectMapper()
                .readTree(Cases.class.getResourceAsStream(resource))
                .get("cases"));
    }

    JsonNode get(String name) {
        for (JsonNode one : cases) {
            if (one.get("name").asText().equals(name)) {
                return one;
            }
        }
        throw new IllegalArgumentException("There is no case named " + name);
    }

    /** Returns all numbers in nested lists, in order. A null becomes NaN. */
    static double[] numbers(JsonNode node) {
        if (!node.isArray()) {
            return new double[] {node.isNull() ? Double.NaN : node.asDouble()};
        }
        return items(node).stream()
                .flatMapToDouble(item -> Arrays.stream(numbers(item)))
                .toArray();
    }

    static int[] integers(JsonNode node) {
        return items(node).stream().mapToInt(JsonNode::asInt).toArray();
    }

    /** Returns nested lists as a float64 array. */
    static NDArray array(NDManager manager, JsonNode node) {
        long[] shape = Stream.iterate(node, JsonNode::isArray, list -> list.get(0))
                .mapToLong(JsonNode::size)
                .toArray();
        return manager.create(numbers(node), new Shape(shape));
    }

    private static List<JsonNode> items(JsonNode node) {
        Iterator<JsonNode> items = node.elements();
        return StreamSupport.stream(((Iterable<JsonNode>) () -> items).spliterator(), false)
                .toList();
    }
}
