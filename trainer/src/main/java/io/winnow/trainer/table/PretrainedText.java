package io.winnow.trainer.table;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.models.text.Prompts;
import io.winnow.models.text.TextModel;
import io.winnow.models.text.TextPooling;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.published.ModelStore;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pretrained text encoder to use. */
@Doc("The pretrained text encoder to use.")
public record PretrainedText(
        @Doc(
                "Directory, or OWNER/NAME on the HuggingFace Hub, of a BERT, RoBERTa, XLM-R or MPNet encoder, of sentence-transformers, or with the text encoder of CLIP or SigLIP: a"
                        + " configuration, weights (model.safetensors or pytorch_model.bin) and tokenizer.json. If it is left out, the"
                        + " all-MiniLM-L6-v2 that comes with Winnow is used.")
        Optional<Path> directory,

        @Doc(
                "How the vectors of the tokens become one vector for the text: mean (over all tokens), first_token ([CLS]), max,"
                        + " mean_sqrt_length, weighted_mean or last_token. By default it is what the directory says, else mean.")
        Optional<TextPooling> pooling,

        @Doc(
                "Name of the prompt that stands before each text, among those of the directory, such as query. By default it is the one that"
                        + " the directory names as its default, if it does.")
        Optional<String> prompt,

        @Doc("Text that stands before each text instead of a prompt of the directory, such as 'query: '.")
        Optional<String> prefix) {
    private static final Logger LOG = LoggerFactory.getLogger(PretrainedText.class);
    private static final String COPY = "pretrained";
    private static final String TOKENIZER = "tokenizer.json";

    /** The all-MiniLM-L6-v2 that comes with Winnow. */
    public static final PretrainedText EMBEDDED =
            new PretrainedText(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public PretrainedText {
        new Checks()
                .that(prompt.isEmpty() || prefix.isEmpty(), "prompt", "cannot be combined with prefix. Leave one out")
                .done();
    }

    /** Returns the encoder in a directory, as that describes it. */
    public static PretrainedText in(Path directory) {
        return new PretrainedText(Optional.of(directory), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Copies the files of the encoder into a folder, if the user configured a directory. {@link #at} finds them there. */
    public void keep(Path folder) throws IOException {
        if (directory.isPresent()) {
            Path from = folder();
            TextModel model = model();
            List<Path> files = new ArrayList<>(model.files());
            files.addAll(model.companions());
            AtomicFiles.directory(folder.resolve(COPY), copy -> {
                for (Path file : files) {
                    Path target = copy.resolve(from.relativize(file).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            });
        }
    }

    /** Copies what is needed to tokenise texts into a folder, if the user configured a directory. {@link #at} finds it there. */
    public void keepTokenizer(Path folder) throws IOException {
        if (directory.isPresent()) {
            Path copy = Files.createDirectories(folder.resolve(COPY));
            try (InputStream tokenizer = tokenizerFile()) {
                Files.copy(tokenizer, copy.resolve(TOKENIZER));
            }
        }
    }

    /** Returns this configuration with the directory that {@link #keep} copied into {@code folder}, if there is such a copy. */
    public PretrainedText at(Path folder) {
        Path copy = folder.resolve(COPY);
        return directory.isPresent() && Files.isDirectory(copy)
                ? new PretrainedText(Optional.of(copy), pooling, prompt, prefix)
                : this;
    }

    /** Digest of the files of the encoder, its pooling and its prompt (SHA-256, hex). It is the same for a copy of the directory. */
    public String digest() throws IOException {
        TextModel model = model();
        Fingerprint digest = new Fingerprint();
        poolings(model).forEach(each -> digest.add(each.name()));
        String text = prompt(model);
        if (!text.isEmpty()) {
            digest.add("prompt").add(text);
        }
        for (Path file : model.files()) {
            digest.add(file);
        }
        return digest.hex();
    }

    /** The folder, which may be named as a model on this machine or on the HuggingFace Hub. */
    private Path folder() throws IOException {
        return ModelStore.ofEnvironment().resolve(directory.orElseThrow().toString(), LOG::warn);
    }

    /** Opens the encoder, whose weights are not read yet. */
    public TextModel model() throws IOException {
        return directory.isEmpty() ? TextModel.embedded() : TextModel.open(folder());
    }

    /**
     * Returns the poolings of the tokens of an encoder, of which several follow one another.
     *
     * @param model what {@link #model} returned
     * @throws UserException if a pooling was chosen, but the encoder has a rule of its own
     */
    public List<TextPooling> poolings(TextModel model) {
        if (!model.isPooled() && pooling.isPresent()) {
            throw new UserException("A pooling of tokens is configured, but the " + model.family()
                    + " takes the vector of one token by a rule of its own. Leave pooling out.");
        }
        return pooling.map(List::of).orElse(model.poolings().isEmpty() ? List.of(TextPooling.MEAN) : model.poolings());
    }

    /**
     * Returns how texts become tokens.
     *
     * @param model what {@link #model} returned
     * @param maxTokens largest number of tokens of a text; longer texts are cut
     */
    public TokenRules rules(TextModel model, int maxTokens) {
        return new TokenRules(
                Math.min(maxTokens, model.maxTokens()),
                model.options().padding(),
                model.options().isPaddedToTheEnd() ? model.options().maxTokens() : 0,
                prompt(model),
                model.cleaning());
    }

    private String prompt(TextModel model) {
        Prompts prompts = model.prompts();
        if (prompt.isPresent() && !prompts.texts().containsKey(prompt.get())) {
            throw new UserException("The prompt '" + prompt.get() + "' is configured, but "
                    + directory.map(Path::toString).orElse("the encoder that comes with Winnow") + " has "
                    + (prompts.texts().isEmpty()
                            ? "no prompts. Write the text itself as prefix"
                            : "only the prompts "
                                    + String.join(", ", prompts.texts().keySet())
                                    + Names.nearest(
                                                    prompt.get(),
                                                    prompts.texts().keySet())
                                            .map(name -> ". Did you mean " + name + "?")
                                            .orElse(". Choose one of these, or write the text itself as prefix")));
        }
        String text = prompt.map(prompts.texts()::get).or(() -> prefix).orElse(prompts.usualText());
        if (!text.isEmpty() && !model.poolsPrompt()) {
            throw new UserException(
                    "The encoder does not pool the tokens of its prompt (include_prompt: false), which is not"
                            + " supported. Set prefix: '' to use it without a prompt, or choose another encoder.");
        }
        return text;
    }

    /**
     * Opens the tokenizer.
     *
     * @param rules what {@link #rules} returned
     */
    public TextTokenizer tokenizer(TokenRules rules) throws IOException {
        String name = directory.isEmpty()
                ? "the embedded tokenizer"
                : folder().resolve(TOKENIZER).toString();
        try (InputStream in = tokenizerFile()) {
            return TextTokenizer.read(name, in, rules);
        }
    }

    /** Opens the encoder's tokenizer.json, or what stands for it. The caller closes it. */
    public InputStream tokenizerFile() throws IOException {
        return hasTokenizerFile() ? Files.newInputStream(folder().resolve(TOKENIZER)) : model().tokenizer();
    }

    /** The files of the tokenizer, or of the encoder if that has none; none for the one that is included in this program. */
    public List<Path> tokenizerFiles() throws IOException {
        return hasTokenizerFile() ? List.of(folder().resolve(TOKENIZER)) : model().files();
    }

    private boolean hasTokenizerFile() throws IOException {
        return directory.isPresent() && Files.isRegularFile(folder().resolve(TOKENIZER));
    }
}
