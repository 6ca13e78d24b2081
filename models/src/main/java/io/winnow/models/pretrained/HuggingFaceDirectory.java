package io.winnow.models.pretrained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder with a text model as HuggingFace's libraries and open_clip save it: a configuration, weights in any of the formats that {@link
 * TensorFile} opens, and the files of a tokenizer.
 *
 * @param path the folder
 * @param configuration the file with the configuration: config.json or open_clip_config.json
 * @param tensors the weights, without what surrounds the names of parameters
 */
public record HuggingFaceDirectory(Path path, Path configuration, TensorFile tensors) {
    private static final String CONFIG = "config.json";
    private static final String OPEN_CLIP = "open_clip";
    private static final String OPEN_CLIP_CONFIG = OPEN_CLIP + "_config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String TOKENIZER = "tokenizer.json";

    /** Files that belong to a tokenizer. Each of the first four is enough to tell how texts are tokenised. */
    private static final List<String> TOKENIZER_FILES = List.of(
            TOKENIZER,
            "vocab.json",
            "bpe_simple_vocab_16e6.txt.gz",
            "bpe_simple_vocab_16e6.txt",
            "merges.txt",
            "tokenizer_config.json",
            "special_tokens_map.json");

    private static final int SUFFICIENT = 4;

    /** Files that libraries save beside these, but that Winnow does not read. */
    private static final List<String> OTHER_TOKENIZER_FILES =
            List.of("vocab.txt", "added_tokens.json", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model");

    private static final String PREPROCESSOR = "preprocessor_config.json";

    /** Keys of configurations for the type of the stored numbers, which libraries take when they load a model. */
    private static final List<String> TYPES = List.of("torch_dtype", "dtype");

    private static final List<String> TOWERS = List.of("text_config", "vision_config");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Opens a folder, whose arrays are not read yet.
     *
     * @throws NoSuchFileException if files are missing; the message names them
     * @throws IOException if the file with the weights is damaged
     */
    public static HuggingFaceDirectory open(Path path) throws IOException {
        List<String> missing = new ArrayList<>();
        if (!has(path, CONFIG) && !has(path, OPEN_CLIP_CONFIG)) {
            missing.add(CONFIG);
        }
        TensorFile tensors = null;
        try {
            tensors = TensorFile.open(path).unwrapped();
        } catch (NoSuchFileException e) {
            missing.add(WEIGHTS + " (or pytorch_model.bin)");
        }
        if (TOKENIZER_FILES.stream().limit(SUFFICIENT).noneMatch(name -> has(path, name))) {
            missing.add(TOKENIZER);
        }
        if (!missing.isEmpty()) {
            throw new NoSuchFileException(
                    path.toString(),
                    null,
                    "this is not a complete HuggingFace model. Missing files: " + String.join(", ", missing)
                            + ". Name a folder that contains " + CONFIG + ", " + WEIGHTS + " and " + TOKENIZER);
        }
        return new HuggingFaceDirectory(path, configuration(path, tensors).orElseThrow(), tensors);
    }

    /**
     * Finds the configuration of weights: config.json, or open_clip_config.json for weights that open_clip names and if there is no other.
     *
     * @param folder folder of the weights
     */
    public static Optional<Path> configuration(Path folder, TensorFile weights) {
        boolean openClip = weights.path().getFileName().toString().startsWith(OPEN_CLIP) || !has(folder, CONFIG);
        String name = openClip && has(folder, OPEN_CLIP_CONFIG) ? OPEN_CLIP_CONFIG : CONFIG;
        return has(folder, name) ? Optional.of(folder.resolve(name)) : Optional.empty();
    }

    private static boolean has(Path folder, String name) {
        return Files.isRegularFile(folder.resolve(name));
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
    public static void write(Path path, JsonNode config, Map<String, NDArray> arrays, InputStream tokenizer)
            throws IOException {
        Files.createDirectories(path);
        JSON.writerWithDefaultPrettyPrinter().writeValue(path.resolve(CONFIG).toFile(), config);
        SafeTensors.write(path.resolve(WEIGHTS), arrays, Map.of("format", "pt"));
        Files.write(path.resolve(TOKENIZER), tokenizer.readAllBytes());
    }

    /**
     * Saves this model with other weights: the same configuration, under the same names of files, with the files of the tokenizer. The files
     * are written in place and not atomically.
     *
     * @param target the folder; created if it does not exist
     * @param arrays all arrays of the model in float32, by the names of its library
     * @param alone whether these are the arrays of the encoder alone, without a head that the published model may have
     */
    public void writeAgain(Path target, Map<String, NDArray> arrays, boolean alone) throws IOException {
        Files.createDirectories(target);
        String config = configuration.getFileName().toString();
        JsonNode written = inFloat32(config());
        if (alone && written instanceof ObjectNode node) {
            HeadlessConfig.make(node);
        }
        JSON.writerWithDefaultPrettyPrinter().writeValue(target.resolve(config).toFile(), written);
        SafeTensors.write(target.resolve(weightsFile(config.equals(OPEN_CLIP_CONFIG))), arrays, Map.of("format", "pt"));
        copyTokenizer(path, target);
        copy(path, target, List.of(PREPROCESSOR));
    }

    /** The name of the file with the weights of a model, if they are in one. */
    public static String weightsFile(boolean openClip) {
        return openClip ? OPEN_CLIP + "_" + WEIGHTS : WEIGHTS;
    }

    /** Copies the files of a tokenizer that exist from one folder to another. */
    public static void copyTokenizer(Path from, Path to) throws IOException {
        copy(from, to, TOKENIZER_FILES);
        copy(from, to, OTHER_TOKENIZER_FILES);
    }

    private static void copy(Path from, Path to, List<String> names) throws IOException {
        for (String name : names) {
            if (has(from, name) && !has(to, name)) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
    }

    /**
     * Returns a configuration that says float32 where it says the type of the stored numbers: arrays are widened when they are read, and
     * written like that.
     */
    public static JsonNode inFloat32(JsonNode config) {
        JsonNode copy = config.deepCopy();
        for (JsonNode each : List.of(copy, copy.path(TOWERS.get(0)), copy.path(TOWERS.get(1)))) {
            if (each instanceof ObjectNode node) {
                TYPES.stream().filter(node::has).forEach(key -> node.put(key, "float32"));
            }
        }
        return copy;
    }

    /** The paths of files that belong to the model, but not to its encoder of texts as Winnow reads it. */
    public List<Path> companions() {
        return Stream.concat(OTHER_TOKENIZER_FILES.stream(), Stream.of(PREPROCESSOR))
                .map(path::resolve)
                .filter(Files::isRegularFile)
                .toList();
    }

    /**
     * Reads a file as JSON.
     *
     * @throws IOException if it is missing, or not JSON; the message names the file
     */
    public static JsonNode json(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(
                    file.toString(),
                    null,
                    "this file of the model is missing. Get the model again from where it came from");
        }
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + " is not valid JSON: " + e.getOriginalMessage()
                            + ". Correct it, or get it again from where the model came from.",
                    e);
        }
    }

    /** Reads the configuration, whose content depends on the model's family. */
    public JsonNode config() throws IOException {
        return json(configuration);
    }

    /** Returns what tells the family and the sizes of the model. */
    public CheckpointFacts facts() throws IOException {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        tensors.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return new CheckpointFacts(path.toString(), shapes, config(), CheckpointFacts.Given.NOTHING);
    }

    /** The paths of all files of the model. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(configuration));
        files.addAll(weightFiles(tensors));
        TOKENIZER_FILES.stream().map(path::resolve).filter(Files::isRegularFile).forEach(files::add);
        return files;
    }

    /** The paths of all files of a checkpoint, which may be in several. */
    public static List<Path> weightFiles(TensorFile weights) {
        Set<Path> files = new LinkedHashSet<>();
        files.add(weights.path());
        weights.tensors().values().forEach(tensor -> files.add(tensor.file()));
        return List.copyOf(files);
    }

    /** The path of tokenizer.json, which need not exist if there are other files of a tokenizer. */
    public Path tokenizer() {
        return path.resolve(TOKENIZER);
    }
}
