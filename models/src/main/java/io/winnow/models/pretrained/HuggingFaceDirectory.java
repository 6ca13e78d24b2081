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
 * A folder with a text model as HuggingFace's libraries save it: config.json, model.safetensors and tokenizer.json.
 *
 * @param path the folder
 * @param names names of the files that it is known to contain
 */
public record HuggingFaceDirectory(Path path, List<String> names) {
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String TOKENIZER = "tokenizer.json";
    private static final List<String> FILES = List.of(CONFIG, WEIGHTS, TOKENIZER);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Opens a folder and checks that it contains all three files.
     *
     * @throws NoSuchFileException if files are missing; the message names them
     */
    public static HuggingFaceDirectory open(Path path) throws IOException {
        return open(path, FILES);
    }

    /**
     * Opens a folder that need not contain the weights, to read how texts are tokenised.
     *
     * @throws NoSuchFileException if files are missing; the message names them
     */
    public static HuggingFaceDirectory ofTokenizer(Path path) throws IOException {
        return open(path, List.of(CONFIG, TOKENIZER));
    }

    private static HuggingFaceDirectory open(Path path, List<String> files) throws IOException {
        List<String> missing = files.stream()
                .filter(name -> !Files.isRegularFile(path.resolve(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw new NoSuchFileException(
                    path.toString(),
                    null,
                    "this is not a complete HuggingFace model. Missing files: " + String.join(", ", missing)
                            + ". Name a folder that contains " + CONFIG + ", " + WEIGHTS + " and " + TOKENIZER);
        }
        return new HuggingFaceDirectory(path, files);
    }

    /**
     * Saves a model. The files are written in place and not atomically: to get all of them or none, write to a temporary folder and
     * rename it.
     *
     * @param path the folder; created if it does not exist
     * @param config the content of config.json
     * @param arrays the parameters, by HuggingFace's names
     * @param tokenizer the content of tokenizer.json; read to its end, but not closed
     */
    public static HuggingFaceDirectory write(
            Path path, JsonNode config, Map<String, NDArray> arrays, InputStream tokenizer) throws IOException {
        Files.createDirectories(path);
        JSON.writerWithDefaultPrettyPrinter().writeValue(path.resolve(CONFIG).toFile(), config);
        SafeTensors.write(path.resolve(WEIGHTS), arrays, Map.of("format", "pt"));
        Files.write(path.resolve(TOKENIZER), tokenizer.readAllBytes());
        return new HuggingFaceDirectory(path, FILES);
    }

    /** Copies the files to a folder, which is created if it does not exist and must not contain them yet. */
    public void copyTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : names) {
            Files.copy(path.resolve(name), folder.resolve(name));
        }
    }

    /**
     * Reads config.json, whose content depends on the model's family.
     *
     * @throws IOException if it is not JSON; the message names the file
     */
    public JsonNode config() throws IOException {
        try {
            return JSON.readTree(Files.readAllBytes(path.resolve(CONFIG)));
        } catch (JsonProcessingException e) {
            throw new IOException(
                    path.resolve(CONFIG) + " is not valid JSON: " + e.getOriginalMessage()
                            + ". Correct it, or get it again from where the model came from.",
                    e);
        }
    }

    /** Reads all weights, in float32, and attaches them to the manager. */
    public PretrainedWeights weights(NDManager manager) throws IOException {
        return TensorFile.open(path.resolve(WEIGHTS)).read(manager);
    }

    /** The paths of all files. */
    public List<Path> files() {
        return names.stream().map(path::resolve).toList();
    }

    /** The path of tokenizer.json. */
    public Path tokenizer() {
        return path.resolve(TOKENIZER);
    }
}
