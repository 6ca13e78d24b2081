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

/** How an exported model gets its inputs from a program without Winnow, and what belongs into its files before the trained network. */
public interface Serving {
    /** Prefix of the names of the trained weights if a pretrained network precedes them. */
    String TRAINED = "head.";

    /** Returns the inputs in their order. */
    List<ServedInput> inputs();

    /** Returns sentences that say how an example becomes the inputs. */
    String reading();

    /** Returns what turns the only input into preprocessed examples before the trained network; empty if these are the same. */
    default Optional<Normalisation> normalisation() {
        return Optional.empty();
    }

    /**
     * Puts what turns the inputs into preprocessed examples before the trained network, if this needs a pretrained network. The parameters of
     * the pretrained network have their published values; the names of those of the trained one then begin with {@link #TRAINED}.
     *
     * @param trained the trained network, not yet initialised
     * @param manager manager to which the pretrained weights are attached
     */
    default Layer network(Layer trained, NDManager manager) throws IOException {
        return trained;
    }

    /** Writes the files that a program needs for the inputs into a bundle. */
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
