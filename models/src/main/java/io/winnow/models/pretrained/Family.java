package io.winnow.models.pretrained;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A family of published encoders, such as the residual networks that torchvision, timm and HuggingFace publish. A family recognises its
 * checkpoints by the names and shapes of their arrays, confirmed by the configuration beside them.
 *
 * @param <A> the architecture: options from which the network can be built
 */
public interface Family<A> {
    /** The name of the family in messages, such as {@code ResNet}. */
    String name();

    /**
     * Recognises a checkpoint.
     *
     * @throws MisfitException if it is not of this family, or of a variant that cannot be loaded; the message says what did not fit
     */
    Published<A> recognise(CheckpointFacts facts) throws MisfitException;

    /**
     * Returns the configuration file that the library of a layout expects beside the weights; empty if it needs none.
     *
     * @param layout one of the layouts of this family
     */
    default Optional<ObjectNode> config(A architecture, WeightLayout layout) {
        return Optional.empty();
    }
}
