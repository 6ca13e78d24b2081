package io.winnow.models.vision;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.Published.Head;
import io.winnow.models.pretrained.Published.Outputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the configuration beside a checkpoint says, compared with the checkpoint's names and shapes. */
final class PublishedConfig {
    /** Arguments of timm's models that change neither the architecture nor its parameters in evaluation. */
    private static final Set<String> HARMLESS =
            Set.of("num_classes", "in_chans", "drop_rate", "drop_path_rate", "ls_init_value", "zero_init_last");

    private static final String PROBLEM_TYPE = "problem_type";

    private PublishedConfig() {}

    /** Whether this is a configuration of timm. */
    static boolean isTimm(JsonNode config) {
        return config.path("architecture").isTextual();
    }

    /**
     * Checks a configuration of timm: variants of an architecture may differ in layers without parameters.
     *
     * @param architectures the architectures that the family can build
     * @param sizes arguments of the model that the family compares with the shapes itself
     * @param dimension length of the representation by the shapes
     */
    static void checkTimm(JsonNode config, Pattern architectures, Set<String> sizes, int dimension)
            throws MisfitException {
        String architecture = config.path("architecture").asText();
        if (!architectures.matcher(architecture).matches()) {
            throw MisfitException.unsupported("the configuration says architecture: " + architecture
                    + ", which is another network or a variant with the same arrays");
        }
        List<String> arguments = new ArrayList<>();
        config.path("model_args").fieldNames().forEachRemaining(arguments::add);
        for (String argument : arguments) {
            if (!HARMLESS.contains(argument) && !sizes.contains(argument)) {
                throw MisfitException.unsupported("the configuration has model_args." + argument + ": "
                        + config.path("model_args").get(argument) + ", which cannot be built here");
            }
        }
        String pooling = config.path("global_pool").asText("avg");
        if (!pooling.equals("avg") && !pooling.isEmpty()) {
            throw MisfitException.unsupported(
                    "the configuration says global_pool: " + pooling + ", but only avg can be built here");
        }
        CheckpointFacts.agree(config, "num_features", dimension, "the last stage");
    }

    /** Checks a list of sizes, if the configuration has one. */
    static void agree(JsonNode config, String key, List<Integer> sizes) throws MisfitException {
        JsonNode list = config.path(key);
        List<Integer> stated = new ArrayList<>();
        list.forEach(size -> stated.add(size.asInt()));
        if (list.isArray() && !stated.equals(sizes)) {
            throw MisfitException.unsupported(
                    "the configuration says " + key + ": " + stated + ", but the arrays say " + sizes);
        }
    }

    /** Checks a word, if the configuration has one. */
    static void agree(JsonNode config, String key, String expected, String reason) throws MisfitException {
        String stated = config.path(key).asText(expected);
        if (!stated.equals(expected)) {
            throw MisfitException.unsupported(
                    "the configuration says " + key + ": " + stated + ", but " + reason + " " + expected);
        }
    }

    /**
     * Finds the linear layer on the representation.
     *
     * @param layer stored name of the layer, such as {@code fc}
     * @param dimension length of the representation
     * @throws MisfitException if it has another input or another number of classes than the configuration says
     */
    static Optional<Head> head(CheckpointFacts facts, String layer, int dimension) throws MisfitException {
        String weight = layer + ".weight";
        String bias = layer + ".bias";
        if (!facts.has(weight) || !facts.has(bias)) {
            return Optional.empty();
        }
        Shape shape = facts.require(weight);
        if (shape.dimension() != 2 || shape.get(1) != dimension) {
            throw MisfitException.unsupported("the class head " + weight + " has shape " + shape
                    + ", but the representation has length " + dimension);
        }
        int size = (int) shape.get(0);
        CheckpointFacts.agree(facts.config(), "num_classes", size, weight);
        List<String> classes = classes(facts.config());
        if (!classes.isEmpty() && classes.size() != size) {
            throw MisfitException.unsupported("the configuration names " + classes.size()
                    + " classes, but the shape of " + weight + " says " + size);
        }
        return Optional.of(new Head(weight, bias, size, classes, outputs(facts.config(), size), false));
    }

    /** What the outputs of the class head mean. timm's library has no key for it; Winnow writes HuggingFace's there, too. */
    private static Outputs outputs(JsonNode config, int size) throws MisfitException {
        JsonNode stated = config.path(PROBLEM_TYPE);
        if (stated.isMissingNode() || stated.isNull()) {
            return Outputs.usual(size);
        }
        return Arrays.stream(Outputs.values())
                .filter(each -> each.problemType().equals(stated.asText()))
                .findFirst()
                .orElseThrow(() -> MisfitException.unsupported("the configuration says " + PROBLEM_TYPE + ": " + stated
                        + ", which is none of "
                        + Arrays.stream(Outputs.values())
                                .map(Outputs::problemType)
                                .collect(Collectors.joining(", "))));
    }

    /** The names of the classes in their order: HuggingFace's id2label, or timm's label_names. */
    private static List<String> classes(JsonNode config) {
        List<String> classes = new ArrayList<>();
        JsonNode names = config.path("id2label");
        for (int i = 0; i < names.size() && names.has(String.valueOf(i)); i++) {
            classes.add(names.get(String.valueOf(i)).asText());
        }
        if (config.path("label_names").isArray()) {
            config.path("label_names").forEach(name -> classes.add(name.asText()));
        }
        return classes;
    }
}
