package io.winnow.trainer.published;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import io.winnow.models.pretrained.PretrainedWeights;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.pretrained.StoredTensor;
import io.winnow.models.pretrained.TensorFile;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.ReadFailure;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * A published checkpoint that has been opened: the arrays, which have not been read, and the descriptions beside them.
 *
 * @param path the file or folder
 * @param tensors the arrays, without wrappers such as {@code state_dict} and prefixes such as {@code module.}
 * @param config content of config.json or open_clip_config.json beside the weights; a missing node if there is none
 */
public record PublishedCheckpoint(Path path, TensorFile tensors, JsonNode config) {
    static final String PREPROCESSOR = "preprocessor_config.json";

    static final String OPEN_CLIP = "open_clip_config.json";

    private static final String MODULES = "modules.json";

    private static final List<String> CONFIGS = List.of("config.json", OPEN_CLIP);

    /**
     * Opens a file of weights or a folder that has one.
     *
     * @throws UserException if it cannot be read; the message says what is wrong
     */
    public static PublishedCheckpoint open(Path path) {
        try {
            Path weights = weightsOf(path);
            TensorFile file = TensorFile.open(weights).unwrapped();
            Optional<Path> config = HuggingFaceDirectory.configuration(folderOf(weights), file);
            return new PublishedCheckpoint(
                    path, file, config.isPresent() ? json(config.get()) : MissingNode.getInstance());
        } catch (IOException e) {
            throw ReadFailure.of(e);
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    /** Older folders of sentence-transformers have the weights in the folder of the first module. */
    private static Path weightsOf(Path path) throws IOException {
        if (TensorFile.isIn(path) || !Files.isRegularFile(path.resolve(MODULES))) {
            return path;
        }
        String first = json(path.resolve(MODULES)).path(0).path("path").asText("");
        Path folder = path.toAbsolutePath().normalize();
        Path inside = folder.resolve(first).normalize();
        return inside.startsWith(folder) ? inside : path;
    }

    /** The name of its file or folder. */
    public String fileName() {
        return path.toAbsolutePath().normalize().getFileName().toString();
    }

    private static Path folderOf(Path path) {
        return Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    }

    /** The folder of the weights and of the descriptions beside them. */
    public Path folder() {
        return folderOf(path);
    }

    /** Whether a path is a file of weights or a folder that has one, and neither a run nor an export. */
    public static boolean isCheckpoint(Path path) {
        if (Files.isDirectory(path)) {
            return TensorFile.isIn(path)
                    || CONFIGS.stream().anyMatch(name -> Files.isRegularFile(path.resolve(name)))
                    || Files.isRegularFile(path.resolve(MODULES));
        }
        return Files.isRegularFile(path)
                && path.getFileName().toString().matches(".+\\.(safetensors|pth|pt|th|bin|index\\.json)");
    }

    /** A download that failed may have left a page or a few words in place of the file. */
    private static JsonNode json(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return Json.read(file, JsonNode.class);
        } catch (IOException e) {
            if (e.getCause() instanceof JsonProcessingException problem) {
                throw new UserException(
                        file + " is not JSON (" + problem.getOriginalMessage()
                                + "). Fetch the file again from where the model comes from.",
                        e);
            }
            throw e;
        }
    }

    /** The shape of each array by its name. */
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        tensors.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    /** The number of elements of all arrays. */
    public long parameters() {
        return tensors.tensors().values().stream()
                .mapToLong(tensor -> tensor.shape().size())
                .sum();
    }

    /** SHA-256 (hex) of the weights. */
    public String sha256() throws IOException {
        TreeSet<Path> files = new TreeSet<>();
        tensors.tensors().values().stream().map(StoredTensor::file).forEach(files::add);
        Fingerprint digest = new Fingerprint();
        for (Path file : files) {
            digest.add(file);
        }
        return digest.hex();
    }

    /**
     * Returns what a run keeps of it.
     *
     * @param source path or name as the configuration has it
     * @param heads number of attention heads if the configuration gives it
     */
    public PublishedFacts facts(String source, OptionalInt heads) throws IOException {
        JsonNode preprocessor = json(folder().resolve(PREPROCESSOR));
        return new PublishedFacts(
                source,
                ModelStore.pin(path).orElse(null),
                sha256(),
                heads.isPresent() ? heads.getAsInt() : null,
                config.isMissingNode() ? null : config,
                preprocessor.isMissingNode() ? null : preprocessor,
                PublishedFacts.lengths(shapes()));
    }

    /** Reads the arrays. */
    public PretrainedWeights read(NDManager manager) throws IOException {
        return tensors.read(manager);
    }

    /**
     * Writes the checkpoint as one file of safetensors in float32, with the files beside it that describe it, under the names by which its
     * library finds them.
     *
     * @param folder the folder; created if it does not exist
     */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (NDManager scope = NDManager.newBaseManager()) {
            SafeTensors.write(
                    folder.resolve(HuggingFaceDirectory.weightsFile(config.has("model_cfg"))),
                    read(scope).arrays(),
                    Map.of("format", "pt"));
        }
        Optional<Path> described = HuggingFaceDirectory.configuration(folder(), tensors);
        if (described.isPresent()) {
            AtomicFiles.write(
                    folder.resolve(described.get().getFileName()), Json.page(HuggingFaceDirectory.inFloat32(config)));
        }
        Path preprocessor = folder().resolve(PREPROCESSOR);
        if (Files.isRegularFile(preprocessor)) {
            Files.copy(preprocessor, folder.resolve(PREPROCESSOR));
        }
        HuggingFaceDirectory.copyTokenizer(folder(), folder);
    }
}
