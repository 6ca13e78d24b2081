package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.modality.VectorRows;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Preprocessing that turns a text into the vector of a frozen pretrained encoder, of length 1.
 *
 * @param encoder the encoder
 * @param dimension length of the vectors
 */
public record TextVectors(FrozenEncoder encoder, int dimension) implements Preprocessing {
    @Override
    public NDArray map(
            Dataset<?> items,
            int[] examples,
            int batchSize,
            int maxCorrupt,
            NDManager manager,
            UnaryOperator<NDArray> function) {
        return VectorRows.map(texts(items).vectors(), examples, batchSize, manager, function);
    }

    /** Computes the vectors of texts (N, D) without keeping them. */
    public NDArray compute(TextDataset texts, NDManager manager) throws IOException {
        return encoder.compute(texts, manager);
    }

    /** Token and segment ids (B, 2, L). */
    @Override
    public NDArray first(Dataset<?> items, int count, int maxCorrupt, NDManager manager) {
        try {
            return encoder.ids(texts(items).texts(), count, manager);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Serving> serving() {
        return Optional.of(new TextServing(encoder));
    }

    @Override
    public Optional<Raw> raw() {
        return Optional.of(new Raw("pretrained_vectors", dimension, true));
    }

    @Override
    public NDArray random(int count, NDManager manager) {
        return manager.randomNormal(new Shape(count, dimension));
    }

    @Override
    public TextVectors at(Path run) {
        return new TextVectors(encoder.at(run), dimension);
    }

    private static EmbeddedTexts texts(Dataset<?> items) {
        if (items instanceof EmbeddedTexts texts) {
            return texts;
        }
        throw new UserException(items.name() + " does not consist of texts, but the model takes texts.");
    }
}
