package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.Plural;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.text.SubwordTokenizer;
import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.datasets.text.WordPieces;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.loss.Losses;
import io.winnow.models.text.SentenceEncoder;
import io.winnow.models.text.SoftPromptOptions;
import io.winnow.models.text.TextModel;
import io.winnow.models.text.TextPooling;
import io.winnow.models.text.TokenVectors;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.modality.ServedInput;
import io.winnow.trainer.modality.TokenWords;
import io.winnow.trainer.run.FileTurn;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.PretrainedText;
import io.winnow.trainer.table.TextTokenizer;
import io.winnow.trainer.table.TokenArrays;
import io.winnow.trainer.table.TokenRules;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A pretrained text encoder with its published weights. The vectors of a data set are computed once and kept in a file, under a name that
 * depends on the texts, the encoder and the length to which texts are cut. An encoder that is fine-tuned starts from these weights.
 *
 * @param directory directory of the encoder; null for the all-MiniLM-L6-v2 that comes with Winnow
 * @param pooling how the vectors of the tokens become one vector; null if the directory decides it
 * @param maxTokens largest number of tokens of a text that was asked for
 * @param rules how a text becomes tokens
 */
public record FrozenEncoder(String directory, TextPooling pooling, int maxTokens, TokenRules rules) {
    private static final int BATCH = 64;
    /** Name of the tokenizer's file in a bundle. */
    private static final String TOKENIZER = "tokenizer.json";

    public FrozenEncoder {
        if (rules == null) {
            throw new IllegalArgumentException(
                    "an encoder of text has no 'rules' for its tokens, as in files of another version");
        }
    }

    /**
     * Creates a frozen encoder from its configuration.
     *
     * @throws UserException if the directory has no such encoder, or not the prompt that was chosen
     */
    public static FrozenEncoder of(PretrainedText pretrained, int maxTokens) {
        try {
            return new FrozenEncoder(
                    pretrained.directory().map(Path::toString).orElse(null),
                    pretrained.pooling().orElse(null),
                    maxTokens,
                    pretrained.rules(pretrained.model(), maxTokens));
        } catch (IOException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    private PretrainedText pretrained() {
        return new PretrainedText(
                Optional.ofNullable(directory).map(Path::of),
                Optional.ofNullable(pooling),
                Optional.empty(),
                Optional.of(rules.prompt()));
    }

    /** Adds to a digest what distinguishes the vectors of this encoder from those of others. */
    public Fingerprint addTo(Fingerprint digest) throws IOException {
        return digest.add(pretrained().digest()).add(maxTokens);
    }

    /** Returns this encoder with the directory that a run keeps, if there is one. */
    public FrozenEncoder at(Path run) {
        return new FrozenEncoder(
                pretrained().at(run).directory().map(Path::toString).orElse(null), pooling, maxTokens, rules);
    }

    /** Returns this encoder for texts of at most some other number of tokens. */
    FrozenEncoder upTo(int tokens) {
        try {
            return new FrozenEncoder(
                    directory, pooling, tokens, pretrained().rules(pretrained().model(), tokens));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the length of the vectors. */
    public int dimension() throws IOException {
        TextModel model = pretrained().model();
        return model.dimension(pretrained().poolings(model));
    }

    /** Returns the number of token ids. */
    int vocabulary() throws IOException {
        return pretrained().model().options().vocabulary();
    }

    /** Creates the network, which is not initialised yet. Its vectors have length 1. */
    SentenceEncoder trainable(Precision precision, double dropout) throws IOException {
        TextModel model = pretrained().model();
        return model.unitLengthEncoder(pretrained().poolings(model), precision, dropout);
    }

    /**
     * Creates the network with a soft prompt before each text, which is not initialised yet. Its vectors have length 1.
     *
     * @throws UserException if this encoder takes none, or not together with texts of the largest length
     */
    SentenceEncoder prompted(Precision precision, double dropout, SoftPromptOptions prompt) throws IOException {
        TextModel model = pretrained().model();
        requirePlaces(model, prompt);
        try {
            return model.promptedEncoder(pretrained().poolings(model), precision, dropout, prompt);
        } catch (IOException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    private void requirePlaces(TextModel model, SoftPromptOptions prompt) {
        int most = model.options().maxTokens();
        int longest = rules.length(rules.maxTokens());
        if (longest + prompt.length() > most) {
            throw new UserException("The encoder takes at most " + most + " tokens, but texts have up to " + longest
                    + " (data.max_tokens), and the prompt has " + prompt.length() + ". "
                    + (most - prompt.length() < TextDataConfig.FEWEST_TOKENS
                            ? "Shorten the prompt"
                            : "Set data.max_tokens to " + (most - prompt.length()) + " or less, or shorten the prompt")
                    + ".");
        }
    }

    /**
     * Lets the soft prompt of a network start from words, after {@link #load}: from the tokens of texts, or from some of them, drawn at
     * random, if there are too many. Words of the vocabulary follow if there are too few (ptec.md, section 2).
     *
     * @param words the texts; empty to keep the random vectors of the first layer
     * @param length number of vectors of the prompt
     */
    void startPrompt(Layer network, Optional<List<String>> words, int length, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Optional<NDArray> ids = words.isEmpty()
                    ? Optional.empty()
                    : Optional.of(scope.create(PromptWords.of(tokensOf(words.get()), length, vocabulary(), scope)));
            List<SubwordTokenizer.Tokens> empty =
                    List.of(PromptWords.ends(tokensOf(List.of("a")).get(0)));
            TextModel.startPrompt(network, ids, TokenArrays.of(empty, new int[] {0}, rules, scope));
        }
    }

    private List<SubwordTokenizer.Tokens> tokensOf(List<String> texts) throws IOException {
        return texts.isEmpty() ? List.of() : tokens(NameVectors.words(texts));
    }

    /**
     * Creates the network of the vectors of tokens, which is not initialised yet.
     *
     * @param prompt a soft prompt before each text; empty for none
     * @throws UserException if this encoder has none
     */
    TokenVectors tokenVectors(Precision precision, double dropout, Optional<SoftPromptOptions> prompt)
            throws IOException {
        TextModel model = pretrained().model();
        prompt.ifPresent(each -> requirePlaces(model, each));
        try {
            return model.tokenVectors(precision, dropout, prompt);
        } catch (IOException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    /** Creates the network of the vectors of tokens, with its weights. */
    TokenVectors tokenVectors(NDManager manager) throws IOException {
        TokenVectors network = tokenVectors(Precision.FLOAT32, 0, Optional.empty());
        network.initialize(manager);
        load(network, manager);
        return network;
    }

    /** Loads the published weights into a network of this encoder. */
    void load(Layer network, NDManager manager) throws IOException {
        pretrained().model().load(network, manager);
    }

    /** Whether the library of this encoder is sentence-transformers. */
    boolean hasModules() throws IOException {
        return pretrained().model().hasModules();
    }

    /** Writes this encoder with other weights as its library has it, see {@link TextModel#writeAgain}. */
    void writeAgain(Path folder, Map<String, NDArray> weights) throws IOException {
        TextModel model = pretrained().model();
        model.writeAgain(folder, weights, pretrained().poolings(model));
    }

    /** Returns the words of the vocabulary. */
    WordPieces pieces() throws IOException {
        try (InputStream in = pretrained().tokenizerFile()) {
            return WordPieces.read(directory == null ? "the embedded tokenizer" : directory, in);
        }
    }

    /** Returns the input of an exported model that takes the tokens of this encoder. */
    public ServedInput servedTokens() {
        return servedTokens(2);
    }

    /** @param rows number of rows of ids for each text */
    ServedInput servedTokens(int rows) {
        int length = rules.fullLength();
        return new ServedInput(
                "tokens", "(batch, " + rows + ", " + (length > 0 ? length : "length") + ") int64", true, length == 0);
    }

    /** Says for programs without Winnow how texts become {@link #servedTokens}. */
    public String reading() {
        return "The input `tokens` has two rows for each text: the token ids, "
                + rules.reading()
                + ", and the segment ids, padded with 0. Tokenise texts with " + TOKENIZER
                + ", including special tokens, and cut them to "
                + rules.maxTokens()
                + " tokens. If a text has several columns, they are joined by a full stop and a blank.";
    }

    /** The same for texts that are followed by what is known about them. */
    String readingWithKnowledge() {
        return reading()
                + " Two more rows have the same for the entries of the text joined, or for an empty text if it has none. All rows have the same"
                + " length. " + TextKnowledge.COPY
                + " has the entries. Their forms are sought in the text word by word, in lower case and"
                + " the longest first. Of the entries found, those with the smallest numbers in `seen` are taken, and their first two sentences are"
                + " joined by a space.";
    }

    /** Returns the token and segment ids of all texts. */
    public List<SubwordTokenizer.Tokens> tokens(TextDataset texts) throws IOException {
        try (TextTokenizer tokenizer = pretrained().tokenizer(rules)) {
            return tokenizer.encode(IntStream.range(0, texts.size())
                    .mapToObj(texts::item)
                    .map(text -> new TableText.Segments(text.first(), text.second()))
                    .toList());
        }
    }

    /**
     * Returns the vectors of all texts (N, D), each of length 1.
     *
     * @param kept folder in which vectors are kept; empty if they are not kept
     * @param say receives a note if they are kept, but not from an earlier time
     */
    public float[][] vectors(TextDataset texts, Optional<Path> kept, Consumer<String> say) {
        try (NDManager manager = NDManager.newBaseManager()) {
            if (kept.isEmpty()) {
                return Tensors.rows(compute(texts, manager));
            }
            Path file = kept.get().resolve(name(texts) + ".npy");
            if (!Files.exists(file)) {
                Optional<NDArray> unkept = computeOnce(texts, file, manager, say);
                if (unkept.isPresent()) {
                    return Tensors.rows(unkept.get());
                }
            }
            return Tensors.rows(VectorFiles.read(file, manager));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Computes vectors and keeps them in a file, unless another process has just done so.
     *
     * @return the vectors if they could not be kept, for example because the disk is full
     */
    private Optional<NDArray> computeOnce(TextDataset texts, Path file, NDManager manager, Consumer<String> say)
            throws IOException {
        NDArray computed = null;
        try (FileTurn turn = FileTurn.await(file)) {
            if (!Files.exists(file)) {
                say.accept("Computing the vectors of " + Plural.of(texts.size(), "text", "texts") + " of "
                        + texts.name() + " with the frozen encoder; they are kept in " + file.getParent() + ".");
                computed = compute(texts, manager);
                VectorFiles.write(file, computed);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(computed == null ? compute(texts, manager) : computed);
        }
    }

    /**
     * Returns the vectors of texts that are tokens (N, D), each of length 1.
     *
     * @param kept folder in which vectors are kept; empty if they are not kept
     * @param computing called if they must be computed
     */
    float[][] vectors(List<SubwordTokenizer.Tokens> tokens, Optional<Path> kept, Runnable computing) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Optional<Path> file = kept.map(folder -> folder.resolve(name(tokens) + "-copies.npy"));
            if (file.filter(Files::exists).isPresent()) {
                return Tensors.rows(VectorFiles.read(file.get(), manager));
            }
            computing.run();
            NDArray computed = compute(tokens, manager);
            if (file.isPresent()) {
                try (FileTurn turn = FileTurn.await(file.get())) {
                    VectorFiles.write(file.get(), computed);
                } catch (IOException notKept) {
                    return Tensors.rows(computed); // for example because the disk is full
                }
            }
            return Tensors.rows(computed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the words of a text, as the tokenizer divides it, and the word of each token. */
    TokenWords words(Text text) throws IOException {
        List<SubwordTokenizer.Origin> origins;
        try (TextTokenizer tokenizer = pretrained().tokenizer(rules)) {
            origins = tokenizer.origins(new TableText.Segments(text.first(), text.second()));
        }
        return TextWords.of(text, origins);
    }

    /**
     * Returns the marked vectors of the tokens of all texts.
     *
     * @param tokens what {@link #tokens} returned for these texts
     * @param kept folder in which vectors are kept; empty if they are not kept
     * @param say receives a note if they are kept, but not from an earlier time
     */
    TokenStates states(
            TextDataset texts, List<SubwordTokenizer.Tokens> tokens, Optional<Path> kept, Consumer<String> say) {
        return TokenStates.of(
                this,
                tokens,
                texts.name(),
                kept.map(folder -> {
                    try {
                        return folder.resolve(name(texts) + "-tokens.npy");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }),
                say);
    }

    /**
     * Returns the marked vectors of the tokens of texts that are tokens.
     *
     * @param name what the texts are called in a note
     * @param kept folder in which vectors are kept; empty if they are not kept
     * @param say receives a note if they are kept, but not from an earlier time
     */
    TokenStates states(String name, List<SubwordTokenizer.Tokens> tokens, Optional<Path> kept, Consumer<String> say) {
        return TokenStates.of(
                this, tokens, name, kept.map(folder -> folder.resolve(name(tokens) + "-known-tokens.npy")), say);
    }

    /** A name that depends on the tokens of texts. */
    private String name(List<SubwordTokenizer.Tokens> tokens) {
        try {
            Fingerprint digest = addTo(new Fingerprint());
            tokens.forEach(text -> digest.add(text.length())
                    .add(Arrays.stream(text.ids()).mapToInt(Math::toIntExact).toArray())
                    .add(Arrays.stream(text.segments())
                            .mapToInt(Math::toIntExact)
                            .toArray()));
            return digest.hex();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String name(TextDataset texts) throws IOException {
        Fingerprint digest = addTo(new Fingerprint());
        for (int i = 0; i < texts.size(); i++) {
            Text text = texts.item(i);
            digest.add(text.first().length(), text.second().length())
                    .add(text.first())
                    .add(text.second());
        }
        return digest.hex();
    }

    /**
     * Computes the vectors of all texts (N, D), each of length 1, without keeping them. Texts of similar length share a batch, since shorter
     * ones are padded to the length of the longest.
     */
    public NDArray compute(TextDataset texts, NDManager manager) throws IOException {
        return compute(tokens(texts), manager);
    }

    private NDArray compute(List<SubwordTokenizer.Tokens> tokens, NDManager manager) throws IOException {
        Layer network = network(manager);
        ParameterArena parameters = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
        int[] order = TokenLengths.longestFirst(
                tokens, IntStream.range(0, tokens.size()).toArray());
        float[][] vectors = new float[order.length][];
        for (int from = 0; from < order.length; from += BATCH) {
            StopSignal.poll();
            int size = Math.min(BATCH, order.length - from);
            try (NDManager scope = manager.newSubManager()) {
                int[] chosen = Arrays.copyOfRange(order, from, from + size);
                NDArray batch = TokenArrays.of(tokens, chosen, rules, scope);
                NDArray out = network.forward(parameters.bind(scope), new NDList(batch), false)
                        .singletonOrThrow();
                float[] values = Losses.unitRows(out).toFloatArray();
                int width = values.length / size;
                for (int i = 0; i < size; i++) {
                    vectors[chosen[i]] = new float[width];
                    System.arraycopy(values, i * width, vectors[chosen[i]], 0, width);
                }
            }
        }
        parameters.close();
        return joined(vectors, manager);
    }

    /** Creates the network, with its weights. Its vectors are not yet of length 1. */
    private Layer network(NDManager manager) throws IOException {
        TextModel model = pretrained().model();
        Layer network = model.unscaledEncoder(pretrained().poolings(model), Precision.FLOAT32, 0);
        network.initialize(manager);
        model.load(network, manager);
        return network;
    }

    /** Creates the network, with its weights. Its vectors have length 1. */
    public SentenceEncoder unitLengthNetwork(NDManager manager) throws IOException {
        SentenceEncoder network = trainable(Precision.FLOAT32, 0);
        network.initialize(manager);
        load(network, manager);
        return network;
    }

    /**
     * Writes what a program needs to tokenise texts as this encoder does into a bundle, where {@link #at} finds it.
     */
    public void writeTokenizer(Path bundle) throws IOException {
        try (InputStream tokenizer = pretrained().tokenizerFile()) {
            Files.copy(tokenizer, bundle.resolve(TOKENIZER));
        }
        pretrained().keepTokenizer(bundle);
    }

    private static NDArray joined(float[][] vectors, NDManager manager) {
        int width = vectors[0].length;
        float[] all = new float[Math.multiplyExact(vectors.length, width)];
        for (int i = 0; i < vectors.length; i++) {
            System.arraycopy(vectors[i], 0, all, i * width, width);
        }
        return manager.create(all, new Shape(vectors.length, width));
    }
}
