package io.winnow.models.text;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.layer.Activation;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.WeightLayout;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What all families of text encoders read from a configuration, and check against the arrays. */
final class TextConfig {
    private TextConfig() {}

    /** Refuses models whose network is a program in their folder. */
    static void requireOwnCode(JsonNode config) throws MisfitException {
        if (config.has("auto_map")) {
            throw MisfitException.unsupported("its configuration has auto_map: its network is a program of its own, "
                    + config.path("auto_map") + ", which is not run");
        }
    }

    /** Checks that a key has the only value that is supported, or is left out. */
    static void only(JsonNode config, String key, String allowed) throws MisfitException {
        String value = config.path(key).asText(allowed);
        if (!value.equals(allowed)) {
            throw MisfitException.unsupported(
                    "its " + key + " is " + value + ", but only " + allowed + " is supported");
        }
    }

    /** Returns a length of an array, which the configuration must not contradict. */
    static long size(CheckpointFacts facts, String key, String array, int axis) throws MisfitException {
        return size(facts, facts.config(), key, array, axis);
    }

    /** Returns a length of an array, which a part of the configuration must not contradict. */
    static long size(CheckpointFacts facts, JsonNode config, String key, String array, int axis)
            throws MisfitException {
        Shape shape = facts.require(array);
        if (axis >= shape.dimension()) {
            throw MisfitException.unsupported("its array " + array + " has shape " + shape);
        }
        CheckpointFacts.agree(config, key, shape.get(axis), array);
        return shape.get(axis);
    }

    /** Returns the number of attention heads, which no shape tells. */
    static int heads(CheckpointFacts facts, JsonNode config, String key, int width) throws MisfitException {
        if (!config.path(key).isInt() && facts.given().heads().isEmpty()) {
            throw MisfitException.unsupported("the number of attention heads is not known, since there is no " + key
                    + " in a configuration beside the weights");
        }
        return heads(facts, config, key, width, 0);
    }

    /**
     * Returns the number of attention heads.
     *
     * @param usual what a configuration that does not say it means
     */
    static int heads(CheckpointFacts facts, JsonNode config, String key, int width, int usual) throws MisfitException {
        int heads = config.path(key).asInt(facts.given().heads().orElse(usual));
        if (heads < 1 || width % heads != 0) {
            throw MisfitException.unsupported(
                    "the number of attention heads, " + heads + ", does not divide the width of a token, " + width);
        }
        return heads;
    }

    /** Returns the activation that the configuration names. */
    static Activation activation(JsonNode config, String key, Activation usual) throws MisfitException {
        JsonNode name = config.path(key);
        Optional<Activation> activation = name.isTextual() ? Activation.named(name.asText()) : Optional.of(usual);
        return activation.orElseThrow(() -> MisfitException.unsupported(
                "its " + key + " is " + name.asText() + ", but must be one of " + Activation.NAMES));
    }

    /** Refuses checkpoints with arrays in the encoder that a network of these options does not have: they are of some variant. */
    static void requireNoOthers(
            CheckpointFacts facts, WeightLayout layout, TextOptions options, List<String> encoder, String family)
            throws MisfitException {
        for (String name : layout.leftOver(
                TextFamilies.parameters(options), new TreeSet<>(facts.shapes().keySet()))) {
            if (encoder.stream().anyMatch(name::startsWith)) {
                throw MisfitException.unsupported("its array " + name + " "
                        + facts.shapes().get(name) + " has no place in the network of the family " + family);
            }
        }
    }
}
