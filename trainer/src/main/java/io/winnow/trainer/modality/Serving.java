package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How an exported model gets its input from a program without Winnow, and what belongs into its files before the trained network. */
public interface Serving {
    /** Returns the name of the input. */
    String input();

    /** Returns the shape and the data type of the input, such as {@code (batch, 57) float32}. */
    String shape();

    /** Returns whether the third axis of the input, after the batch and one other, has any length. */
    default boolean variableLength() {
        return false;
    }

    /** Returns sentences that say how an example becomes the input. */
    String reading();

    /** Returns what turns the input into preprocessed examples before the trained network; empty if these are the same. */
    default Optional<Normalisation> normalisation() {
        return Optional.empty();
    }

    /**
     * Creates a pretrained network, with its weights, that turns the input into preprocessed examples; empty if there is none.
     *
     * @param manager manager to which the weights are attached
     */
    default Optional<Layer> network(NDManager manager) throws IOException {
        return Optional.empty();
    }

    /** Writes the files that a program needs for the input into a bundle. */
    void write(Path bundle, ModelDescription model, Set<ExportFormat> formats) throws IOException;

    /** Returns the text of the bundle's README. */
    default String readme(ModelDescription model, Set<ExportFormat> formats) {
        return ExampleReadme.of(model, this, formats);
    }

    /** A function of the input that needs no trained weights. */
    interface Normalisation {
        /** Returns the constants of the function, by their names. */
        Map<String, NDArray> constants(NDManager manager);

        /**
         * Applies the function with functions of TorchScript, so that it can be recorded in a graph.
         *
         * @param constants the constants in the order of {@link #constants}
         */
        NDArray recorded(NDArray input, List<NDArray> constants);

        /** Applies the function as the training does. */
        NDArray live(NDArray input);
    }
}
