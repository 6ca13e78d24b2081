package io.winnow.trainer.modality;

import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** How a program without Winnow makes the input of an exported model. */
public interface Serving {
    /** Returns the name of the input. */
    String input();

    /** Returns the shape and the data type of the input, such as {@code (batch, 57) float32}. */
    String shape();

    /** Returns whether the third axis of the input, after the batch and one other, has any length. */
    boolean variableLength();

    /** Returns sentences that say how an example becomes the input. */
    String reading();

    /** Returns the settings that a program needs for this, for {@code model.json}. */
    Map<String, Object> settings();

    /** Writes the files that a program needs for this into a bundle. */
    void write(Path bundle) throws IOException;

    /**
     * Creates the network, with its weights, that turns the input into preprocessed examples; empty if these are the same.
     *
     * @param manager manager to which the weights are attached
     */
    Optional<Layer> network(NDManager manager) throws IOException;
}
