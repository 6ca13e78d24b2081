package io.winnow.trainer.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.trainer.runtime.ArrayFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A trained model in this process as an export writes it, with everything that is written about it into a bundle. */
public interface Exportable {
    /** Folder of a bundle with the weights as the library of the published encoder has them. */
    String PUBLISHED = "published";

    /** Number of examples that a run keeps, to compare exported files with the original model. */
    int EXAMPLES = 64;

    /**
     * Describes the model.
     *
     * @param precision precision of the files: float32 or float16
     */
    ModelDescription describe(String precision) throws IOException;

    /**
     * Returns the parts of the model that become files. The first one is the model itself.
     *
     * @param scope the manager of the parts' arrays
     */
    List<ModelPart> parts(NDManager scope) throws IOException;

    /** Writes the weights in safetensors format, with a description of their network. */
    void writeWeights(Path file, DataType type, ModelDescription description) throws IOException;

    /** Returns this model with the weights that {@link #writeWeights} wrote. */
    ArrayFunction readWeights(Path file, NDManager manager) throws IOException;

    /** Writes the additional files that are needed to use the model files. */
    void writeBeside(Path bundle, Set<ExportFormat> formats) throws IOException;

    /** Returns the text of the bundle's README. */
    String readme(ModelDescription description, Set<ExportFormat> formats);
}
