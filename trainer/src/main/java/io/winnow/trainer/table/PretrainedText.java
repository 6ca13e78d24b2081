package io.winnow.trainer.table;

import ai.djl.ndarray.NDManager;
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

/** Which pretrained encoder of text. */
@Doc("Which pretrained encoder of text.")
public record PretrainedText(
        @Doc(
                "A HuggingFace directory of a BERT encoder (config.json, model.safetensors, tokenizer.json); without it the"
                        + " embedded all-MiniLM-L6-v2.")
        Optional<Path> directory,

        @Doc("What of the tokens' vectors is the text's: mean, or first_token.") @Default("mean")
        TextPooling pooling) {
    private static final String KEPT = "pretrained";

    /** The embedded one. */
    public static final PretrainedText EMBEDDED = new PretrainedText(Optional.empty(), TextPooling.MEAN);

    /** Copies the directory, if it is one of the user's, into a folder. */
    void keep(Path folder) throws IOException {
        if (directory.isPresent()) {
            HuggingFaceDirectory source = HuggingFaceDirectory.open(directory.get());
            AtomicFiles.directory(folder.resolve(KEPT), source::copyTo);
        }
    }

    /** The same with the directory that {@link #keep} copied, where there is one. */
    PretrainedText at(Path folder) {
        Path kept = folder.resolve(KEPT);
        return directory.isPresent() && Files.isDirectory(kept) ? new PretrainedText(Optional.of(kept), pooling) : this;
    }

    /** The shape of the network. */
    public BertOptions options() throws IOException {
        return directory.isEmpty()
                ? MiniLm.OPTIONS
                : BertConfig.read(
                        directory.get().toString(),
                        HuggingFaceDirectory.open(directory.get()).config());
    }

    SubwordTokenizer tokenizer(int maxTokens) throws IOException {
        int most = Math.min(maxTokens, options().positions());
        String name = directory.map(Path::toString).orElse("the embedded tokenizer");
        try (InputStream in = tokenizerFile()) {
            return SubwordTokenizer.open(name, in, most);
        }
    }

    /** Its tokenizer.json; the caller closes it. */
    public InputStream tokenizerFile() throws IOException {
        return directory.isPresent()
                ? Files.newInputStream(
                        HuggingFaceDirectory.open(directory.get()).tokenizer())
                : MiniLm.tokenizer();
    }

    void load(BertEncoder network, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            network.load(
                    directory.isEmpty()
                            ? MiniLm.weights(scope)
                            : HuggingFaceDirectory.open(directory.get()).weights(scope));
        }
    }
}
