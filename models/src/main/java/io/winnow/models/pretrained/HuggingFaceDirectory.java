package io.winnow.models.pretrained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model as HuggingFace's libraries save it: config.json, model.safetensors and, for text, tokenizer.json in one folder.
 *
 * @param path the folder
 */
public record HuggingFaceDirectory(Path path) {
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String TOKENIZER = "tokenizer.json";
    private static final List<String> FILES = List.of(CONFIG, WEIGHTS, TOKENIZER);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A folder that has all three files.
     *
     * @throws NoSuchFileException naming those that are missing
     */
    public static HuggingFaceDirectory open(Path path) throws IOException {
        List<String> missing = FILES.stream()
                .filter(name -> !Files.isRegularFile(path.resolve(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw new NoSuchFileException(
                    path.toString(),
                    null,
                    "a HuggingFace model has " + CONFIG + ", " + WEIGHTS + " and " + TOKENIZER + "; missing here: "
                            + String.join(", ", missing));
        }
        return new HuggingFaceDirectory(path);
    }

    /**
     * Saves a model, each file in place; who needs all or nothing writes beside and renames.
     *
     * @param config what becomes config.json
     * @param arrays parameters by HuggingFace's names
     * @param tokenizer the content of tokenizer.json; read to its end, not closed
     */
    public static HuggingFaceDirectory write(
            Path path, JsonNode config, Map<String, NDArray> arrays, InputStream tokenizer) throws IOException {
        Files.createDirectories(path);
        JSON.writerWithDefaultPrettyPrinter().writeValue(path.resolve(CONFIG).toFile(), config);
        SafeTensors.write(path.resolve(WEIGHTS), arrays, Map.of("format", "pt"));
        Files.write(path.resolve(TOKENIZER), tokenizer.readAllBytes());
        return new HuggingFaceDirectory(path);
    }

    /** Copies the three files. */
    public void copyTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : FILES) {
            Files.copy(path.resolve(name), folder.resolve(name));
        }
    }

    /** The model's shape, as its family reads it. */
    public JsonNode config() throws IOException {
        try {
            return JSON.readTree(Files.readAllBytes(path.resolve(CONFIG)));
        } catch (JsonProcessingException e) {
            throw new IOException(path.resolve(CONFIG) + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** All weights, attached to the manager. */
    public PretrainedWeights weights(NDManager manager) throws IOException {
        Path file = path.resolve(WEIGHTS);
        return new PretrainedWeights(file.toString(), SafeTensors.read(file, manager));
    }

    /** The tokenizer's file. */
    public Path tokenizer() {
        return path.resolve(TOKENIZER);
    }
}
