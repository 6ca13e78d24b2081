package io.winnow.trainer.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reference numbers in a JSON resource, which has a list of named cases. */
public record ReferenceCases(JsonNode root) {
    /**
     * Reads a resource.
     *
     * @param file its name in this package, or with a leading slash its path
     */
    public static ReferenceCases load(String file) {
        try (InputStream in = ReferenceCases.class.getResourceAsStream(file)) {
            return new ReferenceCases(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    public Stream<JsonNode> all() {
        return StreamSupport.stream(root.get("cases").spliterator(), false);
    }

    public JsonNode find(String name) {
        return all().filter(one -> one.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no case named " + name + "."));
    }

    /** Returns all numbers of nested lists in row-major order, with NaN for null. */
    public static double[] numbers(JsonNode node) {
        return stream(node).toArray();
    }

    private static DoubleStream stream(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false).flatMapToDouble(ReferenceCases::stream)
                : DoubleStream.of(node.isNull() ? Double.NaN : node.asDouble());
    }

    static float[] floats(JsonNode node) {
        double[] numbers = numbers(node);
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    public static int[] integers(JsonNode node) {
        return stream(node).mapToInt(value -> (int) value).toArray();
    }

    static boolean[] flags(JsonNode node) {
        double[] numbers = numbers(node);
        boolean[] flags = new boolean[numbers.length];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = numbers[i] > 0;
        }
        return flags;
    }

    /** Returns scores with a truth of 1 and 0, which is complete. */
    static LabelScores complete(JsonNode scores, JsonNode truth) {
        boolean[] flags = flags(truth);
        byte[] states = new byte[flags.length];
        for (int i = 0; i < states.length; i++) {
            states[i] = flags[i] ? LabelScores.POSITIVE : LabelScores.NEGATIVE;
        }
        return new LabelScores(floats(scores), states, truth.get(0).size());
    }
}
