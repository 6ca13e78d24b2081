package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.pretrained.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The modules of a folder of the library sentence-transformers, as modules.json lists them: a Transformer, a Pooling, and any number of Dense
 * and Normalize (specification "Pretrained encoders", section 8).
 *
 * @param transformer folder of the Transformer
 * @param maxTokens largest number of tokens that the model is meant for, if the folder says it
 * @param lowerCase whether texts are turned into lower case before they are tokenised
 * @param pooling configuration of the Pooling
 * @param poolings how the vectors of tokens are pooled
 * @param steps what is done with the pooled vectors
 * @param projections the weights of the linear layers among the steps
 * @param prompts texts before each text
 * @param withPrompt whether the tokens of a prompt are pooled, too
 * @param files all files of the modules but those of the Transformer
 */
record SentenceModules(
        Path transformer,
        OptionalInt maxTokens,
        boolean lowerCase,
        Path pooling,
        List<TextPooling> poolings,
        List<SentenceStep> steps,
        List<TensorFile> projections,
        Prompts prompts,
        boolean withPrompt,
        List<Path> files) {
    static final String MODULES = "modules.json";
    static final String PROMPTS = "config_sentence_transformers.json";
    static final String CONFIG = "config.json";

    /** Prefix of the names of the weights of a Dense. */
    static final String LINEAR = "linear.";

    private static final String POOLING_MODE = "pooling_mode";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PACKAGE = "sentence_transformers.";

    /** The names of modes in the order in which several are concatenated. The older fields have the prefix {@code pooling_mode_}. */
    private static final Map<TextPooling, Mode> MODES = Map.of(
            TextPooling.FIRST_TOKEN, new Mode(0, "cls", "cls_token"),
            TextPooling.MAX, new Mode(1, "max", "max_tokens"),
            TextPooling.MEAN, new Mode(2, "mean", "mean_tokens"),
            TextPooling.MEAN_SQRT_LENGTH, new Mode(3, "mean_sqrt_len_tokens", "mean_sqrt_len_tokens"),
            TextPooling.WEIGHTED_MEAN, new Mode(4, "weightedmean", "weightedmean_tokens"),
            TextPooling.LAST_TOKEN, new Mode(5, "lasttoken", "lasttoken"));

    /** @param field name of the older field, without prefix */
    private record Mode(int order, String name, String field) {}

    /** The folder of the modules. */
    Path root() {
        return files.get(0).toAbsolutePath().normalize().getParent();
    }

    /**
     * Writes the modules behind the Transformer, with other weights of their linear layers.
     *
     * @param target folder of the modules
     * @param chosen how the vectors of tokens are pooled, which may be another way than that of the folder
     * @param weights the weights of each of the {@link #projections}, by the names of a linear layer
     */
    void write(Path target, List<TextPooling> chosen, List<Map<String, NDArray>> weights) throws IOException {
        List<Path> stored = projections.stream()
                .flatMap(each -> HuggingFaceDirectory.weightFiles(each).stream())
                .toList();
        for (Path file : files) {
            if (!stored.contains(file)) {
                Path copy = target.resolve(within(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        if (!chosen.equals(poolings)) {
            Path file = target.resolve(within(pooling));
            JSON.writerWithDefaultPrettyPrinter()
                    .writeValue(file.toFile(), pooling(HuggingFaceDirectory.json(pooling), chosen));
        }
        for (int i = 0; i < weights.size(); i++) {
            Map<String, NDArray> linear = new LinkedHashMap<>();
            weights.get(i).forEach((name, array) -> linear.put(LINEAR + name, array));
            Path folder = target.resolve(within(projections.get(i).path())).getParent();
            SafeTensors.write(folder.resolve(HuggingFaceDirectory.weightsFile(false)), linear, Map.of("format", "pt"));
        }
    }

    private static JsonNode pooling(JsonNode published, List<TextPooling> chosen) {
        ObjectNode config = published.deepCopy();
        config.remove(POOLING_MODE);
        MODES.forEach((each, mode) -> config.put(POOLING_MODE + "_" + mode.field(), chosen.contains(each)));
        return config;
    }

    /** Returns the path of a file or folder of the modules within their folder. */
    String within(Path file) {
        return root().relativize(file.toAbsolutePath().normalize()).toString();
    }

    /** Returns whether a folder has modules. */
    static boolean areIn(Path folder) {
        return Files.isRegularFile(folder.resolve(MODULES));
    }

    /**
     * Reads the modules of a folder.
     *
     * @throws IOException if a file is missing or damaged, or a module is not supported; the message names it
     */
    static SentenceModules read(Path folder) throws IOException {
        return new Reader(folder).read();
    }

    /** The files of these names that exist in a folder. */
    private static List<Path> existing(Path folder, List<String> names) {
        return names.stream().map(folder::resolve).filter(Files::isRegularFile).toList();
    }

    private static final class Reader {
        private static final List<String> LIMITS = List.of(
                "sentence_bert_config.json",
                "sentence_roberta_config.json",
                "sentence_xlm-roberta_config.json",
                "sentence_camembert_config.json",
                "sentence_mpnet_config.json");

        private final Path folder;
        private final List<TextPooling> poolings = new ArrayList<>();
        private final List<SentenceStep> steps = new ArrayList<>();
        private final List<TensorFile> projections = new ArrayList<>();
        private final List<Path> files = new ArrayList<>();
        private boolean withPrompt = true;

        Reader(Path folder) {
            this.folder = folder;
        }

        SentenceModules read() throws IOException {
            Path list = folder.resolve(MODULES);
            files.add(list);
            JsonNode modules = HuggingFaceDirectory.json(list);
            Path transformer = folder;
            for (int i = 0; i < modules.size(); i++) {
                JsonNode module = modules.get(i);
                Path place = place(module);
                String type = type(module);
                String expected = i == 0 ? "Transformer" : i == 1 ? "Pooling" : "Dense or Normalize";
                if (!List.of(expected.split(" or ", -1)).contains(type)) {
                    throw refused("module " + i + " is a " + type + ", but must be a " + expected);
                }
                switch (type) {
                    case "Transformer" -> transformer = place;
                    case "Pooling" -> readPooling(place);
                    case "Dense" -> readDense(place);
                    default -> steps.add(new SentenceStep.UnitLength());
                }
            }
            if (poolings.isEmpty()) {
                throw refused("it has " + modules.size() + " modules, but a sentence encoder has a Transformer and a"
                        + " Pooling");
            }
            List<Path> limits = existing(transformer, LIMITS);
            files.addAll(limits);
            JsonNode limit = limits.isEmpty() ? MissingNode.getInstance() : HuggingFaceDirectory.json(limits.get(0));
            List<Path> prompts = existing(folder, List.of(PROMPTS));
            files.addAll(prompts);
            return new SentenceModules(
                    transformer,
                    limit.path("max_seq_length").isInt()
                            ? OptionalInt.of(limit.path("max_seq_length").asInt())
                            : OptionalInt.empty(),
                    limit.path("do_lower_case").asBoolean(false),
                    files.get(1), // the second module is the Pooling
                    poolings,
                    steps,
                    projections,
                    prompts.isEmpty() ? Prompts.NONE : Prompts.read(HuggingFaceDirectory.json(prompts.get(0))),
                    withPrompt,
                    files);
        }

        /** Returns the folder of a module, which must not be outside of the model's. */
        private Path place(JsonNode module) throws IOException {
            String name = module.path("path").asText("");
            Path root = folder.toAbsolutePath().normalize();
            Path place = root.resolve(name).normalize();
            if (!place.startsWith(root)) {
                throw refused("the module " + module.path("name").asText() + " is in " + name
                        + ", which is outside of the folder");
            }
            return place;
        }

        /** Returns the last part of the name of a module's class. */
        private String type(JsonNode module) throws IOException {
            String type = module.path("type").asText("");
            if (!type.startsWith(PACKAGE)) {
                throw refused("the module " + module.path("name").asText() + " is the program '" + type
                        + "', which is not a part of sentence-transformers and is not run");
            }
            return type.substring(type.lastIndexOf('.') + 1);
        }

        private void readPooling(Path place) throws IOException {
            Path file = place.resolve(CONFIG);
            files.add(file);
            JsonNode config = HuggingFaceDirectory.json(file);
            withPrompt = config.path("include_prompt").asBoolean(true);
            List<String> named = new ArrayList<>();
            JsonNode newer = config.path(POOLING_MODE);
            if (newer.isTextual()) {
                named.add(newer.asText());
            }
            newer.forEach(each -> named.add(each.asText()));
            for (String name : named) {
                if (MODES.values().stream().noneMatch(mode -> mode.name().equals(name))) {
                    throw refused(file + " has the pooling_mode " + name + ", which is not known");
                }
            }
            MODES.entrySet().stream()
                    .filter(each -> named.isEmpty()
                            ? config.path(POOLING_MODE + "_" + each.getValue().field())
                                    .asBoolean(false)
                            : named.contains(each.getValue().name()))
                    .sorted(Comparator.comparingInt(each -> each.getValue().order()))
                    .forEach(each -> poolings.add(each.getKey()));
            if (poolings.isEmpty()) {
                throw refused(file + " has no pooling mode that is true");
            }
        }

        private void readDense(Path place) throws IOException {
            Path file = place.resolve(CONFIG);
            files.add(file);
            JsonNode config = HuggingFaceDirectory.json(file);
            TensorFile weights = TensorFile.open(place);
            Shape shape = shape(weights, LINEAR + "weight");
            int out = (int) shape.get(0);
            int in = (int) shape.get(1);
            requireSame(file, config, "in_features", in);
            requireSame(file, config, "out_features", out);
            String name = config.path("activation_function").asText("torch.nn.modules.activation.Tanh");
            String last = name.substring(name.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT);
            SentenceStep.Squash squash =
                    switch (last) {
                        case "TANH" -> SentenceStep.Squash.TANH;
                        case "IDENTITY" -> SentenceStep.Squash.IDENTITY;
                        default ->
                            throw refused(
                                    file + " has the activation_function " + name + ", but must have Tanh or Identity");
                    };
            if (!config.path("module_input_name").asText("sentence_embedding").equals("sentence_embedding")) {
                throw refused(file + " has the module_input_name "
                        + config.path("module_input_name").asText() + ", but must have sentence_embedding");
            }
            steps.add(new SentenceStep.Projection(in, out, weights.tensors().containsKey(LINEAR + "bias"), squash));
            projections.add(weights);
            files.addAll(HuggingFaceDirectory.weightFiles(weights));
        }

        private Shape shape(TensorFile weights, String name) throws IOException {
            if (!weights.tensors().containsKey(name)
                    || weights.tensors().get(name).shape().dimension() != 2) {
                throw refused(weights.source() + " has no matrix " + name);
            }
            return weights.tensors().get(name).shape();
        }

        private void requireSame(Path file, JsonNode config, String key, int size) throws IOException {
            if (config.path(key).isInt() && config.path(key).asInt() != size) {
                throw refused(
                        file + " says " + key + ": " + config.path(key).asInt() + ", but the weights have " + size);
            }
        }

        private IOException refused(String problem) {
            return new IOException(folder + " is a folder of sentence-transformers, but it cannot be loaded: " + problem
                    + ". Choose a model that consists of a Transformer, a Pooling, and perhaps Dense and Normalize.");
        }
    }
}
