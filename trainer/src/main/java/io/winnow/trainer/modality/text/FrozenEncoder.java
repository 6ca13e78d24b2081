package io.winnow.trainer.modality.text;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.text.SubwordTokenizer;
import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.datasets.text.WordPieces;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.text.SentenceEncoder;
import io.winnow.models.text.SoftPromptOptions;
import io.winnow.models.text.TextModel;
import io.winnow.models.text.TextPooling;
import io.winnow.models.text.TokenVectors;
import io.winnow.trainer.modality.TokenWords;
import io.winnow.trainer.model.Loaded;
import io.winnow.trainer.run.ReadFailure;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.PretrainedText;
import io.winnow.trainer.table.TextTokenizer;
import io.winnow.trainer.table.TokenRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A pretrained text encoder with its published weights: its networks, its tokenizer, and its files in a run and in a bundle. An encoder that
 * is fine-tuned starts from these weights. {@link FrozenVectors} are those of an encoder that is not.
 *
 * @param directory directory of the encoder; null for the all-MiniLM-L6-v2 that comes with Winnow
 * @param pooling how the vectors of the tokens become one vector; null if the directory decides it
 * @param maxTokens largest number of tokens of a text that was asked for
 * @param rules how a text becomes tokens
 */
public record FrozenEncoder(String directory, TextPooling pooling, int maxTokens, TokenRules rules) {
    /** Name of the tokenizer's file in a bundle. */
    static final String TOKENIZER = "tokenizer.json";

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
            throw ReadFailure.of(e);
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
            throw ReadFailure.of(e);
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
            throw ReadFailure.of(e);
        }
    }

    /** Creates the network of the vectors of tokens, with its weights. */
    TokenVectors tokenVectors(NDManager manager) throws IOException {
        return loaded(tokenVectors(Precision.FLOAT32, 0, Optional.empty()), manager);
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

    /** Returns the token and segment ids of all texts. */
    public List<SubwordTokenizer.Tokens> tokens(TextDataset texts) throws IOException {
        try (Loaded.Lease lease = Loaded.lease()) {
            TextTokenizer tokenizer = lease.get(
                    new Key(this, "tokenizer", null, stamps(pretrained().tokenizerFiles())),
                    TextTokenizer.class,
                    () -> pretrained().tokenizer(rules));
            return tokenizer.encode(IntStream.range(0, texts.size())
                    .mapToObj(texts::item)
                    .map(text -> new TableText.Segments(text.first(), text.second()))
                    .toList());
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
     * Tells parts of encoders apart.
     *
     * @param device where a network is; null for other parts
     * @param stamps sizes and times of the files
     */
    private record Key(FrozenEncoder encoder, String part, Device device, List<String> stamps) {}

    private static List<String> stamps(List<Path> files) throws IOException {
        List<String> stamps = new ArrayList<>();
        for (Path file : files) {
            stamps.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
        }
        return stamps;
    }

    /** Returns the network of the vectors of texts, which are not yet of length 1. */
    FrozenNetwork vectors(Loaded.Lease lease, Device device) throws IOException {
        return lease.get(
                new Key(this, "vectors", device, stamps(pretrained().model().files())),
                FrozenNetwork.class,
                () -> FrozenNetwork.of(
                        manager -> {
                            TextModel model = pretrained().model();
                            Layer network = model.unscaledEncoder(pretrained().poolings(model), Precision.FLOAT32, 0);
                            return loaded(network, manager);
                        },
                        NDManager.newBaseManager(device)));
    }

    /** Returns the network of the vectors of tokens. */
    FrozenNetwork states(Loaded.Lease lease, Device device) throws IOException {
        return lease.get(
                new Key(this, "states", device, stamps(pretrained().model().files())),
                FrozenNetwork.class,
                () -> FrozenNetwork.of(this::tokenVectors, NDManager.newBaseManager(device)));
    }

    private <L extends Layer> L loaded(L network, NDManager manager) throws IOException {
        network.allocate(manager);
        load(network, manager);
        return network;
    }

    /** Creates the network, with its weights. Its vectors have length 1. */
    public SentenceEncoder unitLengthNetwork(NDManager manager) throws IOException {
        return loaded(trainable(Precision.FLOAT32, 0), manager);
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
}
