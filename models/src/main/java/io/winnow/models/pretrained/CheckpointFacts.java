package io.winnow.models.pretrained;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is known of a checkpoint before its arrays are read.
 *
 * @param source the file or folder, for messages
 * @param shapes the shape of each array by its name, without wrappers such as {@code state_dict} and prefixes such as {@code module.}
 * @param config content of config.json or open_clip_config.json beside the weights; a missing node if there is none
 * @param given what the caller knows that neither the names and shapes nor the configuration tell, such as the number of heads
 */
public record CheckpointFacts(String source, Map<String, Shape> shapes, JsonNode config, Given given) {
    /**
     * What a caller can add to a file that does not tell it.
     *
     * @param heads the number of attention heads of an image encoder
     */
    public record Given(OptionalInt heads) {
        /** Nothing is added. */
        public static final Given NOTHING = new Given(OptionalInt.empty());
    }

    public CheckpointFacts {
        shapes = Map.copyOf(shapes);
    }

    /** Whether there is an array of this name. */
    public boolean has(String name) {
        return shapes.containsKey(name);
    }

    /** The shape of an array, if it is there. */
    public Optional<Shape> shape(String name) {
        return Optional.ofNullable(shapes.get(name));
    }

    /**
     * Returns the shape of an array.
     *
     * @throws MisfitException if there is no such array; the checkpoint is then of another family
     */
    public Shape require(String name) throws MisfitException {
        Shape shape = shapes.get(name);
        if (shape == null) {
            throw MisfitException.otherFamily("it has no array " + name);
        }
        return shape;
    }

    /**
     * Returns how many numbers occur in the place of {@code #} in names that begin with a pattern, which must be 0, 1, 2, ..
     *
     * @param pattern beginning of a name, such as {@code blocks.#.norm1.weight}
     * @throws MisfitException if a number is missing
     */
    public int count(String pattern) throws MisfitException {
        int place = pattern.indexOf('#');
        Pattern regex = Pattern.compile(Pattern.quote(pattern.substring(0, place)) + "(\\d{1,9})"
                + Pattern.quote(pattern.substring(place + 1)) + ".*");
        Set<Integer> numbers = new TreeSet<>();
        for (String name : shapes.keySet()) {
            Matcher matcher = regex.matcher(name);
            if (matcher.matches()) {
                numbers.add(Integer.valueOf(matcher.group(1)));
            }
        }
        int expected = 0;
        for (int number : numbers) {
            if (number != expected++) {
                throw MisfitException.unsupported("it has " + pattern.replace("#", String.valueOf(number)) + " but not "
                        + pattern.replace("#", String.valueOf(expected - 1)));
            }
        }
        return numbers.size();
    }

    /**
     * Returns a size from the configuration if it says it, checked against the size that the shapes tell.
     *
     * @param key key in {@code node}
     * @throws MisfitException if they differ; the message has both numbers
     */
    public static void agree(JsonNode node, String key, long size, String array) throws MisfitException {
        JsonNode value = node.path(key);
        if (value.isNumber() && value.asLong() != size) {
            throw MisfitException.unsupported(
                    "the configuration says " + key + ": " + value + ", but the shape of " + array + " says " + size);
        }
    }
}
