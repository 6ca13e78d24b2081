package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.ImageRecipe;
import io.winnow.trainer.recipe.tabsim.TabSim;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.runtime.ArrayFunction;
import io.winnow.trainer.vision.GivenLabels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a run trained, in this process, and what a bundle says and holds of it. */
interface LiveModel extends AutoCloseable {
    /**
     * Opens what a run trained.
     *
     * @throws UserException when the run has not what is asked for
     */
    static LiveModel open(FinishedRun run, Exporter.Options options, NDManager manager) throws IOException {
        if (run.experiment().recipe() instanceof ImageRecipe) {
            return LiveImages.open(run, options.choice(), manager);
        }
        run.recipe(TabSim.class, "tables or images");
        return LiveTables.open(run, options.choice(), manager);
    }

    ModelDescription description();

    /** What becomes files: first the model itself. Arrays are closed with {@code scope}. */
    List<ModelPart> parts(NDManager scope) throws IOException;

    /** Writes the weights as safetensors, with what tells to which network they belong. */
    void writeWeights(Path file, DataType type, ModelDescription description) throws IOException;

    /** The model itself with the weights that {@link #writeWeights} wrote. */
    ArrayFunction readWeights(Path file, NDManager manager) throws IOException;

    /** Writes what a user of the files needs beside them. */
    void writeBeside(Path bundle, Set<ExportFormat> formats) throws IOException;

    /** The README of a bundle. */
    String readme(ModelDescription description, Set<ExportFormat> formats);

    /** Which data it was trained on, as configured. */
    Record data();

    /** The labels in place of the data's own. */
    default Optional<GivenLabels> labels() {
        return Optional.empty();
    }

    @Override
    void close();

    /** Writes arrays by name. */
    static void write(Path file, Map<String, NDArray> arrays, DataType type, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            SafeTensors.write(file, converted(arrays, type, scope), Map.of("format", "winnow-1"));
        }
    }

    /** Writes {@code config.json} beside weights: the kind and settings of their network, and what it is for. */
    static void describe(Path weights, Object network, ModelDescription model) throws IOException {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("kind", network.getClass().getAnnotation(Kind.class).value());
        page.put("encoder", network);
        page.put("model", model);
        Files.writeString(weights.resolveSibling("config.json"), Json.page(page));
    }

    /** Reads arrays by name, in float32. */
    static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
        return converted(SafeTensors.read(file, manager), DataType.FLOAT32, manager);
    }

    /** Arrays in another type. */
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
