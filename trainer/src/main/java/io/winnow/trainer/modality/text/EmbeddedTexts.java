package io.winnow.trainer.modality.text;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Texts with the vectors that a frozen encoder makes of them, which are computed when they are first needed. */
final class EmbeddedTexts implements Dataset<Text> {
    private final TextDataset texts;
    private final FrozenEncoder encoder;
    private final Optional<Path> kept;
    private float[][] vectors;

    /** @param kept folder in which vectors are kept; empty if they are not kept */
    EmbeddedTexts(TextDataset texts, FrozenEncoder encoder, Optional<Path> kept) {
        this.texts = texts;
        this.encoder = encoder;
        this.kept = kept;
    }

    /**
     * Computes the vectors, or reads those that are kept from an earlier time.
     *
     * @param say receives a note if they must be computed, which may take minutes
     */
    synchronized void prepare(Consumer<String> say) {
        if (vectors == null) {
            vectors = encoder.vectors(texts, kept, say);
        }
    }

    /** Returns the vectors of all texts (N, D). */
    float[][] vectors() {
        prepare(note -> {});
        return vectors;
    }

    /** The texts as they were read. */
    TextDataset texts() {
        return texts;
    }

    @Override
    public String name() {
        return texts.name();
    }

    @Override
    public Text item(int index) {
        return texts.item(index);
    }

    @Override
    public String key(int index) {
        return texts.key(index);
    }

    @Override
    public Labels labels() {
        return texts.labels();
    }

    @Override
    public String fingerprint() {
        return texts.fingerprint();
    }

    @Override
    public ReadReport report() {
        return texts.report();
    }
}
