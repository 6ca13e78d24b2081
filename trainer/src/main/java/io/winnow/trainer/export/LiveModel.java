package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.tabsim.TabSim;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.runtime.ArrayFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A live model: the trained model of a run in this process, with everything that is written about it into a bundle. */
interface LiveModel extends AutoCloseable {
    /**
     * Opens the trained model of a run.
     *
     * @throws UserException if the run does not have the chosen model
     */
    static LiveModel open(FinishedRun run, Exporter.Options options, NDManager manager) throws IOException {
        if (run.experiment().recipe() instanceof EncoderRecipe recipe) {
            if (recipe.encoder().data() instanceof RecordDataConfig data && data.examplesAreRecords()) {
                return LiveRecords.open(run, options.choice(), manager);
            }
            return LiveImages.open(run, options.choice(), manager);
        }
        run.recipe(TabSim.class, "on tables or one that trains an encoder");
        return LiveTables.open(run, options.choice(), manager);
    }

    ModelDescription description();

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

    /** Returns the configuration of the data that the model was trained on. */
    Record data();

    /** Returns the configuration of labels that replace the data's own, if there are any. */
    default Optional<GivenLabels> labels() {
        return Optional.empty();
    }

    @Override
    void close();

    /** Writes named arrays in safetensors format, converted to a data type. */
    static void write(Path file, Map<String, NDArray> arrays, DataType type, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            SafeTensors.write(file, converted(arrays, type, scope), Map.of("format", "winnow-1"));
        }
    }

    /** Writes {@code config.json} beside a file of weights: the kind and the settings of their network, and the model's description. */
    static void describe(Path weights, Object network, ModelDescription model) throws IOException {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("kind", network.getClass().getAnnotation(Kind.class).value());
        page.put("encoder", network);
        page.put("model", model);
        Files.writeString(weights.resolveSibling("config.json"), Json.page(page));
    }

    /** Reads named arrays, converted to float32. */
    static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
        return converted(SafeTensors.read(file, manager), DataType.FLOAT32, manager);
    }

    /** Converts arrays to another data type. */
    static Map<String, NDArray> converted(Map<String, NDArray> arrays, DataType type, NDManager scope) {
        Map<String, NDArray> all = new LinkedHashMap<>();
        arrays.forEach((name, array) -> {
            NDArray converted = array.toType(type, false);
            converted.attach(scope);
            all.put(name, converted);
        });
        return all;
    }
}
