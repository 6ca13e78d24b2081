package io.winnow.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Reference numbers that tests compare with, stored as JSON resources. */
public final class Reference {
    private final JsonNode root;

    private Reference(JsonNode root) {
        this.root = root;
    }

    /** Loads a resource from the package of a test. */
    public static Reference load(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            return new Reference(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    public JsonNode get(String name) {
        return root.get(name);
    }

    /** The case with a number, of a resource that is a list. */
    public JsonNode at(int number) {
        return root.get(number);
    }

    /** The element of {@code cases} with the given name. */
    public JsonNode find(String name) {
        return IntStream.range(0, root.get("cases").size())
                .mapToObj(root.get("cases")::get)
                .filter(one -> one.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no case named " + name + "."));
    }

    /** All numbers of nested lists, in row-major order. */
    public static double[] flat(JsonNode node) {
        return node.isArray()
                ? IntStream.range(0, node.size())
                        .mapToObj(node::get)
                        .flatMapToDouble(one -> Arrays.stream(flat(one)))
                        .toArray()
                : new double[] {node.asDouble()};
    }

    /** Converts nested lists to a float64 array. */
    public static NDArray array(NDManager manager, JsonNode node) {
        Shape shape = new Shape();
        for (JsonNode level = node; level.isArray(); level = level.get(0)) {
            shape = shape.add(level.size());
        }
        return manager.create(flat(node), shape);
    }

    public static void assertSame(NDArray actual, JsonNode expected, double tolerance) {
        assertThat(actual.toDoubleArray()).containsExactly(flat(expected), within(tolerance));
    }
}
