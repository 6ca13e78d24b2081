package io.winnow.trainer.modality.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.image.Resampling;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object that describes published weights. A key without a value, or with null, has the usual value.
 *
 * @param file the file that contains it
 * @param prefix what precedes its keys in messages, such as {@code pretrained_cfg.}
 */
record DescribedObject(Path file, String prefix, JsonNode node) {
    /**
     * Reads a file.
     *
     * @throws UserException if it is not a JSON object
     */
    static DescribedObject read(Path file) throws IOException {
        String text = Files.readString(file);
        JsonNode node;
        try {
            node = Json.parse(text, JsonNode.class);
        } catch (IOException e) {
            throw new UserException(file + " is not JSON (" + e.getMessage() + "). Fetch it again.", e);
        }
        if (node == null || !node.isObject()) {
            throw new UserException(file + " does not contain a JSON object. Fetch it again.");
        }
        return new DescribedObject(file, "", node);
    }

    /** Returns whether a key has a value. */
    boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** Returns the object at a key. */
    Optional<DescribedObject> object(String key) {
        return has(key) && node.get(key).isObject()
                ? Optional.of(new DescribedObject(file, prefix + key + ".", node.get(key)))
                : Optional.empty();
    }

    boolean flag(String key, boolean usual) {
        if (!has(key)) {
            return usual;
        }
        require(node.get(key).isBoolean(), key, "true or false");
        return node.get(key).booleanValue();
    }

    String text(String key, String usual) {
        if (!has(key)) {
            return usual;
        }
        require(node.get(key).isTextual(), key, "a text");
        return node.get(key).textValue();
    }

    double number(String key, double usual) {
        if (!has(key)) {
            return usual;
        }
        require(node.get(key).isNumber(), key, "a number");
        return node.get(key).doubleValue();
    }

    /** Returns a number of pixels. */
    int pixels(String key) {
        require(
                has(key) && node.get(key).isIntegralNumber() && node.get(key).intValue() > 0,
                key,
                "a number of pixels");
        return node.get(key).intValue();
    }

    /** Returns whether the value of a key is a number. */
    boolean isNumber(String key) {
        return has(key) && node.get(key).isNumber();
    }

    /** Returns three numbers, one for each of red, green and blue. */
    List<Float> colors(String key, List<Float> usual) {
        if (!has(key)) {
            return usual;
        }
        List<Float> colors = new ArrayList<>();
        node.get(key).forEach(each -> colors.add(each.floatValue()));
        require(node.get(key).isArray() && colors.size() == 3, key, "three numbers, for red, green and blue");
        return colors;
    }

    /** Returns the filter that a text names. */
    Resampling filter(String key, Resampling usual) {
        String name = text(key, usual.name()).toUpperCase(Locale.ROOT);
        for (Resampling filter : Resampling.values()) {
            if (filter.name().equals(name)) {
                return filter;
            }
        }
        throw wrong(key, "nearest, bilinear, bicubic or lanczos");
    }

    /**
     * Requires that all keys are known. Another key may change the pixels, and is refused unless null or false switches it off.
     *
     * @throws UserException that names the first other key
     */
    void requireKnown(Set<String> known) {
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            boolean off = each.getValue().isNull()
                    || (each.getValue().isBoolean() && !each.getValue().booleanValue());
            if (!off && !known.contains(each.getKey())) {
                throw new UserException("The key " + prefix + each.getKey() + " of " + file
                        + " is unknown, and may change how images are preprocessed: found " + each.getValue()
                        + ". Use weights whose preprocessing has only the keys "
                        + String.join(", ", known.stream().sorted().toList())
                        + ".");
            }
        }
    }

    /** Requires a condition on the value of a key. */
    void require(boolean condition, String key, String expected) {
        if (!condition) {
            throw wrong(key, expected);
        }
    }

    /** Returns the error that a key has a value that is not supported. */
    UserException wrong(String key, String expected) {
        return new UserException(prefix + key + " of " + file + " must be " + expected + "; found "
                + (has(key) ? node.get(key) : "no value")
                + ". Other preprocessing of images is not supported: use other weights.");
    }
}
