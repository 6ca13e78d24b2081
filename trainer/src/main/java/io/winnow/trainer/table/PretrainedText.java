package io.winnow.trainer.table;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.text.SubwordTokenizer;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import io.winnow.models.text.BertConfig;
import io.winnow.models.text.BertEncoder;
import io.winnow.models.text.BertOptions;
import io.winnow.models.text.MiniLm;
import io.winnow.models.text.TextPooling;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The pretrained text encoder to use. */
@Doc("The pretrained text encoder to use.")
public record PretrainedText(
        @Doc(
                "HuggingFace directory of a BERT encoder, with config.json, model.safetensors and tokenizer.json. If it is left"
                        + " out, the all-MiniLM-L6-v2 that comes with Winnow is used.")
        Optional<Path> directory,

        @Doc(
                "How the vectors of the tokens become one vector for the text: mean (over all tokens) or first_token ([CLS]).")
        @Default("mean")
        TextPooling pooling) {
    private static final String COPY = "pretrained";

    /** The all-MiniLM-L6-v2 that comes with Winnow. */
    public static final PretrainedText EMBEDDED = new PretrainedText(Optional.empty(), TextPooling.MEAN);

    /** Copies the encoder's directory into a folder, if the user configured one. {@link #at} finds it there. */
    public void keep(Path folder) throws IOException {
        if (directory.isPresent()) {
            HuggingFaceDirectory source = HuggingFaceDirectory.open(directory.get());
            AtomicFiles.directory(folder.resolve(COPY), source::copyTo);
        }
    }

    /** Copies what is needed to tokenise texts into a folder, if the user configured a directory. {@link #at} finds it there. */
    public void keepTokenizer(Path folder) throws IOException {
        if (directory.isPresent()) {
            HuggingFaceDirectory.ofTokenizer(directory.get()).copyTo(folder.resolve(COPY));
        }
    }

    /** Returns this configuration with the directory that {@link #keep} copied into {@code folder}, if there is such a copy. */
    public PretrainedText at(Path folder) {
        Path copy = folder.resolve(COPY);
        return directory.isPresent() && Files.isDirectory(copy) ? new PretrainedText(Optional.of(copy), pooling) : this;
    }

    /** Digest of the files of the encoder and of its pooling (SHA-256, hex). It is the same for a copy of the directory. */
    public String digest() throws IOException {
        Fingerprint digest = new Fingerprint().add(pooling.name());
        if (directory.isPresent()) {
            for (Path file : HuggingFaceDirectory.open(directory.get()).files()) {
                digest.add(file);
            }
        }
        return digest.hex();
    }

    /** Reads the sizes of the network. */
    public BertOptions options() throws IOException {
        return directory.isEmpty()
                ? MiniLm.OPTIONS
                : BertConfig.read(
                        directory.get().toString(),
                        HuggingFaceDirectory.ofTokenizer(directory.get()).config());
    }

    /**
     * Opens the tokenizer.
     *
     * @param maxTokens largest number of tokens of a text; longer texts are cut
     */
    public SubwordTokenizer tokenizer(int maxTokens) throws IOException {
        int limit = Math.min(maxTokens, options().positions());
        String name = directory.map(Path::toString).orElse("the embedded tokenizer");
        try (InputStream in = tokenizerFile()) {
            return SubwordTokenizer.open(name, in, limit);
        }
    }

    /** Opens the encoder's tokenizer.json. The caller closes it. */
    public InputStream tokenizerFile() throws IOException {
        return directory.isPresent()
                ? Files.newInputStream(
                        HuggingFaceDirectory.ofTokenizer(directory.get()).tokenizer())
                : MiniLm.tokenizer();
    }

    /** Loads the pretrained weights into a network of these {@link #options}. */
    public void load(BertEncoder network, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            network.load(
                    directory.isEmpty()
                            ? MiniLm.weights(scope)
                            : HuggingFaceDirectory.open(directory.get()).weights(scope));
        }
    }
}
