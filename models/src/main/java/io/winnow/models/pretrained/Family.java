package io.winnow.models.pretrained;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/**
 * A family of published encoders, such as the residual networks that torchvision, timm and HuggingFace publish. A family recognises its
 * checkpoints by the names and shapes of their arrays, confirmed by the configuration beside them.
 *
 * @param <A> the architecture: options from which the network can be built
 */
public interface Family<A> {
    /** Keys of configurations that {@link #overlaid} keeps. */
    Set<String> KEPT = Set.of("architectures", "model_type", "pretrained_cfg");

    /** The name of the family in messages, such as {@code ResNet}. */
    String name();

    /**
     * Recognises a checkpoint.
     *
     * @throws MisfitException if it is not of this family, or of a variant that cannot be loaded; the message says what did not fit
     */
    Published<A> recognise(CheckpointFacts facts) throws MisfitException;

    /**
     * Returns the content of config.json by which a library builds the network, without what depends on a class head. Empty if the library
     * has no such file, or cannot build the network from one.
     *
     * @param layout a layout of this family, which tells the library
     */
    default Optional<ObjectNode> config(A architecture, WeightLayout layout) {
        return Optional.empty();
    }

    /**
     * Returns a published configuration with what a network makes different: keys that only describe the class of the library's model or
     * the preprocessing stay as they were.
     *
     * @param original the published configuration; a missing node or null if there was none
     * @param own what {@link #config} returned
     */
    static ObjectNode overlaid(JsonNode original, ObjectNode own) {
        if (!(original instanceof ObjectNode published)) {
            return own;
        }
        ObjectNode both = published.deepCopy();
        own.properties().forEach(each -> {
            if (!both.has(each.getKey()) || !KEPT.contains(each.getKey())) {
                both.set(each.getKey(), each.getValue());
            }
        });
        return both;
    }
}
