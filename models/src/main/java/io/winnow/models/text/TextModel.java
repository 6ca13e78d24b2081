package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import io.winnow.models.pretrained.PretrainedWeights;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.TensorFile;
import io.winnow.models.pretrained.WeightLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A published text encoder: its network, what is done to a text before it is tokenised, and how the vectors of its tokens become one vector.
 * It is read from a folder, as HuggingFace's libraries, sentence-transformers and open_clip save models, or is the one that is included in
 * this program. Arrays are not read before they are loaded.
 */
public final class TextModel {
    private final Optional<HuggingFaceDirectory> directory;
    private final Published<TextOptions> published;
    private final Optional<SentenceModules> modules;

    private TextModel(
            Optional<HuggingFaceDirectory> directory,
            Published<TextOptions> published,
            Optional<SentenceModules> modules) {
        this.directory = directory;
        this.published = published;
        this.modules = modules;
    }

    /** The all-MiniLM-L6-v2 that is included in this program, see {@link MiniLm}. */
    public static TextModel embedded() {
        Published<TextOptions> published =
                new Published<>(BertFamily.BERT.name(), MiniLm.OPTIONS, BertFamily.BERT.layout(), Optional.empty());
        return new TextModel(Optional.empty(), published, Optional.empty());
    }

    /**
     * Opens a folder.
     *
     * @throws NoSuchFileException if files are missing; the message names them
     * @throws IOException if a file is damaged, or the model is of no known family or a variant that is not supported
     */
    public static TextModel open(Path folder) throws IOException {
        Optional<SentenceModules> modules =
                SentenceModules.areIn(folder) ? Optional.of(SentenceModules.read(folder)) : Optional.empty();
        HuggingFaceDirectory directory = HuggingFaceDirectory.open(
                modules.map(SentenceModules::transformer).orElse(folder));
        Published<TextOptions> published = TextFamilies.recognise(directory.facts());
        TokenizerFolder tokenizer = new TokenizerFolder(directory);
        tokenizer.require(published);
        OptionalInt padding = tokenizer.padding();
        TextOptions options = padding.isEmpty()
                ? published.architecture()
                : published.architecture().withPadding(padding.getAsInt());
        return new TextModel(
                Optional.of(directory),
                new Published<>(published.family(), options, published.layout(), Optional.empty()),
                modules);
    }

    /** Name of the family, such as {@code RoBERTa}. */
    public String family() {
        return published.family();
    }

    /** The architecture and the size of the encoder. */
    public TextOptions options() {
        return published.architecture();
    }

    /** The names and forms under which the library stores the parameters of the encoder. */
    public WeightLayout layout() {
        return published.layout();
    }

    /** How the vectors of the tokens are pooled, as the folder says; empty if it does not say it, or if the encoder needs no pooling. */
    public List<TextPooling> poolings() {
        return modules.map(SentenceModules::poolings).orElse(List.of());
    }

    /** Whether the folder is one of sentence-transformers, which has more than an encoder. */
    public boolean hasModules() {
        return modules.isPresent();
    }

    /** Whether the vectors of the tokens are pooled. The encoders of CLIP and SigLIP have their own rule instead. */
    public boolean isPooled() {
        return options() instanceof BertOptions;
    }

    /** What is done with the pooled vectors, as the folder says. */
    public List<SentenceStep> steps() {
        return modules.map(SentenceModules::steps).orElse(List.of());
    }

    /** Largest number of tokens of a text: that for which the model is meant, if the folder says it, and at most what the encoder takes. */
    public int maxTokens() {
        int most = options().maxTokens();
        return Math.min(
                most,
                modules.map(SentenceModules::maxTokens)
                        .orElse(OptionalInt.empty())
                        .orElse(most));
    }

    /** Texts that can stand before each text. */
    public Prompts prompts() {
        return modules.map(SentenceModules::prompts).orElse(Prompts.NONE);
    }

    /** Whether the tokens of a prompt are pooled with those of the text. */
    public boolean poolsPrompt() {
        return modules.map(SentenceModules::withPrompt).orElse(true);
    }

    /** What is done to a text before it is tokenised. */
    public TextCleaning cleaning() {
        boolean byOpenClip = directory
                .map(TokenizerFolder::new)
                .map(TokenizerFolder::isOpenAis)
                .orElse(false);
        return new TextCleaning(
                byOpenClip,
                modules.isPresent(),
                modules.map(SentenceModules::lowerCase).orElse(false));
    }

    /** Length of the vectors of {@link #unitLengthEncoder}. */
    public int dimension(List<TextPooling> poolings) {
        int dimension = options() instanceof ClipTextOptions clip
                ? clip.dimension()
                : options().width() * poolings.size();
        for (SentenceStep step : steps()) {
            dimension = step instanceof SentenceStep.Projection map ? map.out() : dimension;
        }
        return dimension;
    }

    /**
     * Builds the encoder with all steps of the folder, and scales its vectors to length 1 if the last of these does not do it. The network is
     * not yet initialised.
     *
     * @param dropout probability of dropout in training after the embeddings, attention and hidden layers of the BERT family; other encoders
     *     have none
     */
    public SentenceEncoder unitLengthEncoder(List<TextPooling> poolings, Precision precision, double dropout) {
        return scaled(encoder(poolings, precision, dropout));
    }

    /**
     * Builds the encoder as {@link #unitLengthEncoder} does, with a soft prompt before each text.
     *
     * @throws IOException if the encoder is not of the BERT family
     */
    public SentenceEncoder promptedEncoder(
            List<TextPooling> poolings, Precision precision, double dropout, SoftPromptOptions prompt)
            throws IOException {
        if (!(options() instanceof BertOptions bert)) {
            throw new IOException("A soft prompt needs an encoder of the BERT family, but this one is " + family()
                    + ". Leave the prompt out, or choose another encoder.");
        }
        return scaled(bert.withDropout(dropout, 0).build(poolings, precision, Optional.of(prompt)));
    }

    private SentenceEncoder scaled(Layer encoder) {
        List<SentenceStep> steps = new ArrayList<>(unscaledSteps());
        steps.add(new SentenceStep.UnitLength());
        return new SentenceEncoder(encoder, steps);
    }

    /** Builds the encoder with the steps of the folder but a last one that scales vectors to length 1, not yet initialised. */
    public Layer unscaledEncoder(List<TextPooling> poolings, Precision precision, double dropout) {
        Layer encoder = encoder(poolings, precision, dropout);
        return unscaledSteps().isEmpty() ? encoder : new SentenceEncoder(encoder, unscaledSteps());
    }

    /**
     * Builds the encoder of the vectors of tokens, not yet initialised.
     *
     * @param dropout as in {@link #unitLengthEncoder}
     * @param prompt a soft prompt before each text; empty for none
     * @throws IOException if the encoder does not pool its tokens, or has linear layers on the pooled vector
     */
    public TokenVectors tokenVectors(Precision precision, double dropout, Optional<SoftPromptOptions> prompt)
            throws IOException {
        boolean projects = steps().stream().anyMatch(SentenceStep.Projection.class::isInstance);
        if (!isPooled() || projects) {
            throw new IOException(
                    "The vectors of single tokens are only known of encoders of the BERT family without linear layers"
                            + " on their pooled vector, but this one is"
                            + " " + family() + (projects ? " with such layers" : "")
                            + ". Choose another encoder.");
        }
        BertOptions bert = ((BertOptions) options()).withDropout(dropout, 0);
        return new TokenVectors(bert.build(List.of(TextPooling.MEAN), precision, prompt));
    }

    private List<SentenceStep> unscaledSteps() {
        List<SentenceStep> steps = steps();
        int last = steps.size() - 1;
        return last >= 0 && steps.get(last) instanceof SentenceStep.UnitLength ? steps.subList(0, last) : steps;
    }

    /** Builds the encoder without the steps of the folder, not yet initialised. */
    Layer encoder(List<TextPooling> poolings, Precision precision, double dropout) {
        TextOptions options = options() instanceof BertOptions bert ? bert.withDropout(dropout, 0) : options();
        return TextFamilies.network(options, poolings, precision);
    }

    /**
     * Copies the published weights into an initialised network that this model built.
     *
     * @throws IOException if the arrays cannot be read, or do not fit the network, which is then unchanged
     */
    public void load(Layer network, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Layer encoder = inner(network);
            Set<String> published = encoder.getParameters().keys().stream()
                    .filter(name -> !SoftPrompt.owns(name))
                    .collect(Collectors.toSet());
            try {
                stored(published, scope).loadInto(encoder, published);
                if (network instanceof SentenceEncoder sentence) {
                    loadProjections(sentence, scope);
                }
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    /**
     * Lets the soft prompt of a network start from words, after {@link #load}.
     *
     * @param network a network with a prompt that this model built
     * @param start ids of as many words as the prompt has vectors (P) int64; empty to keep the random vectors
     * @param empty an empty text (1, 2, L)
     */
    public static void startPrompt(Layer network, Optional<NDArray> start, NDArray empty) {
        ((BertEncoder) inner(network)).startPrompt(start, empty);
    }

    /**
     * Prepares a network that this model built and loaded for many passes without gradients, after which it can neither be trained nor exported.
     *
     * @param manager manager of its parameters
     */
    public static void freeze(Layer network, NDManager manager) {
        if (inner(network) instanceof BertEncoder encoder) {
            encoder.freeze(manager);
        }
    }

    private static Layer inner(Layer network) {
        if (network instanceof TokenVectors tokens) {
            return tokens.encoder();
        }
        return network instanceof SentenceEncoder sentence ? sentence.encoder() : network;
    }

    /** Reads the arrays of parameters, and no others: those of an image encoder in the same file can be larger. */
    private PretrainedWeights stored(Set<String> parameters, NDManager scope) throws IOException {
        if (directory.isEmpty()) {
            return MiniLm.weights(scope);
        }
        Set<String> names = new HashSet<>();
        parameters.forEach(name -> names.addAll(layout().stored(name)));
        return layout().read(directory.get().tensors().only(names::contains).read(scope), parameters);
    }

    private void loadProjections(SentenceEncoder network, NDManager scope) throws IOException {
        for (int i = 0; i < network.projections().size(); i++) {
            TensorFile file = modules.orElseThrow().projections().get(i);
            file.read(scope)
                    .renamed(name -> name.replaceFirst("^linear\\.", ""))
                    .loadInto(network.projections().get(i));
        }
    }

    /** Opens tokenizer.json, or what stands for it. The caller closes it. */
    public InputStream tokenizer() throws IOException {
        return directory.isPresent() ? new TokenizerFolder(directory.get()).open() : MiniLm.tokenizer();
    }

    /** The files of the model in its folder, none for the one that is included in this program. */
    public List<Path> files() {
        List<Path> files =
                new ArrayList<>(directory.map(HuggingFaceDirectory::files).orElse(List.of()));
        modules.ifPresent(each -> files.addAll(each.files()));
        return files;
    }

    /**
     * Writes the parameters of the encoder as its library stores them, with a configuration that the library reads.
     *
     * @param folder the folder; created if it does not exist
     * @param parameters all parameters of {@link #unscaledEncoder}
     * @param type the name of their type in the configuration, such as {@code float32}
     * @throws IOException if the library cannot read such an encoder
     */
    public void write(Path folder, Map<String, NDArray> parameters, String type) throws IOException {
        boolean projects = steps().stream().anyMatch(SentenceStep.Projection.class::isInstance);
        Optional<ObjectNode> known = projects ? Optional.empty() : TextFamilies.config(published);
        ObjectNode config = known.orElseThrow(() -> new IOException("The encoder (" + family() + ")"
                + (projects ? " with linear layers on its vectors" : "")
                + " cannot be written as a folder that its library reads. Export to ONNX or TorchScript instead."));
        if (directory.isPresent()) {
            config = Family.overlaid(directory.get().config(), config);
        }
        config.put("torch_dtype", type);
        try (InputStream tokenizer = tokenizer()) {
            HuggingFaceDirectory.write(folder, config, layout().write(new LinkedHashMap<>(parameters)), tokenizer);
        }
    }

    /**
     * Writes the model as its folder has it, with other weights: the encoder, the linear layers and the other modules of
     * sentence-transformers, the files of the tokenizer, and of CLIP and SigLIP the encoder of images beside it, as it was.
     *
     * @param target the folder; created if it does not exist
     * @param parameters all parameters of {@link #unitLengthEncoder}, or of {@link #tokenVectors}
     * @param poolings how the vectors of tokens are pooled, which may be another way than that of the folder
     */
    public void writeAgain(Path target, Map<String, NDArray> parameters, List<TextPooling> poolings)
            throws IOException {
        String prefix = options() instanceof ClipTextOptions ? SentenceEncoder.TEXT : SentenceEncoder.BERT;
        Map<String, NDArray> encoder = below(prefix + ".", parameters);
        if (directory.isEmpty()) {
            write(target, encoder, "float32");
            return;
        }
        HuggingFaceDirectory from = directory.get();
        if (modules.isEmpty()) {
            writeEncoder(target, encoder);
            return;
        }
        writeEncoder(target.resolve(modules.get().within(from.path())), encoder);
        List<Map<String, NDArray>> projections = new ArrayList<>();
        for (int i = 0; i < modules.get().projections().size(); i++) {
            projections.add(below(SentenceEncoder.DENSE + i + ".", parameters));
        }
        modules.get().write(target, poolings, projections);
    }

    private void writeEncoder(Path target, Map<String, NDArray> encoder) throws IOException {
        HuggingFaceDirectory from = directory.orElseThrow();
        Map<String, NDArray> arrays = new LinkedHashMap<>(layout().write(encoder));
        boolean both = options() instanceof ClipTextOptions;
        try (NDManager scope = NDManager.newBaseManager()) {
            if (both) {
                from.tensors()
                        .only(name -> !arrays.containsKey(name))
                        .read(scope)
                        .arrays()
                        .forEach(arrays::put);
            }
            from.writeAgain(target, arrays, !both);
        }
    }

    private static Map<String, NDArray> below(String prefix, Map<String, NDArray> parameters) {
        Map<String, NDArray> chosen = new LinkedHashMap<>();
        parameters.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                chosen.put(name.substring(prefix.length()), array);
            }
        });
        return chosen;
    }

    /** The paths of files that belong to the model, but that Winnow does not read. */
    public List<Path> companions() {
        return directory.map(HuggingFaceDirectory::companions).orElse(List.of());
    }
}
