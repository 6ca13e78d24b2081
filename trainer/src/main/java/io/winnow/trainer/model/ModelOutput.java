package io.winnow.trainer.model;

import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.evaluate.SelectiveThreshold;
import io.winnow.trainer.target.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model computes for an item.
 *
 * @param kind the kind of output
 * @param dimension length of an output vector
 * @param target what the numbers of a {@link Kind#CLASSIFIER} mean; null for other kinds
 * @param abstention threshold above which predictions of a classifier are accepted; null if it never abstains
 */
public record ModelOutput(Kind kind, int dimension, Target target, SelectiveThreshold abstention) {
    /** Name of the output in exported files that says which predictions are accepted. */
    public static final String ACCEPTED = "accepted";

    /** Creates the output of a model that never abstains. */
    public ModelOutput(Kind kind, int dimension, Target target) {
        this(kind, dimension, target, null);
    }

    /** A kind of output. */
    public enum Kind {
        /** A representation (embedding). */
        ENCODER("embedding"),
        /** The prediction of a target, such as class probabilities. */
        CLASSIFIER("probabilities"),
        /** The cosines between the representation and all class centers of the training. */
        CENTERS("cosines");

        private final String output;

        Kind(String output) {
            this.output = output;
        }

        /** Returns the name of the output in exported files. */
        public String output() {
            return output;
        }
    }

    /** Returns the names of the classes, levels or numbers that the outputs of a classifier are; empty for other kinds. */
    public List<String> names() {
        return target == null ? List.of() : target.names();
    }

    /** Returns the names as the lines of a file in which the number of a line is that of a class, so that no name is broken into several. */
    public List<String> lines() {
        return names().stream().map(name -> name.replaceAll("\\R", " ")).toList();
    }

    /** Returns the names of the outputs in exported files. */
    public List<String> outputs() {
        return abstention == null ? List.of(kind.output()) : List.of(kind.output(), ACCEPTED);
    }

    /** Returns how the agreement of two such outputs is measured. */
    public Agreement agreement() {
        return kind == Kind.ENCODER ? Agreement.NEAREST_BY_COSINE : Agreement.HIGHEST;
    }

    /**
     * Returns an output as the keys and values of a line of JSON.
     *
     * @param key key of the item
     * @param values the output (D)
     * @param top number of highest classes or class centers to include
     */
    public Map<String, Object> line(String key, float[] values, int top) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", key);
        switch (kind) {
            case CLASSIFIER -> {
                line.putAll(target.line(values, top));
                if (abstention != null) {
                    line.put(ACCEPTED, abstention.accepts(values));
                }
            }
            case CENTERS -> line.put("centers", centers(values, top));
            case ENCODER -> line.put("embedding", values);
        }
        return line;
    }

    private static List<Map<String, Object>> centers(float[] cosines, int top) {
        List<Map<String, Object>> centers = new ArrayList<>();
        for (int center : Arrays.stream(Ranks.descending(cosines)).limit(top).toArray()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("center", center);
            entry.put("cosine", cosines[center]);
            centers.add(entry);
        }
        return centers;
    }
}
