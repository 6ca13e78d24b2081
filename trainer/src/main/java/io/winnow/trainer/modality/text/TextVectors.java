package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.modality.VectorRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Preprocessing that turns a text into the vector of a frozen pretrained encoder, of length 1.
 *
 * @param encoder the encoder
 * @param dimension length of the vectors
 */
@Kind("text_vectors")
public record TextVectors(FrozenEncoder encoder, int dimension) implements TextPreprocessing {
    @Override
    public NDArray map(
            Dataset<?> items,
            int[] examples,
            int batchSize,
            int maxCorrupt,
            NDManager manager,
            UnaryOperator<NDArray> function) {
        return VectorRows.map(TextPreprocessing.texts(items).vectors(), examples, batchSize, manager, function);
    }

    /** Computes the vectors of texts (N, D) without keeping them. */
    public NDArray compute(TextDataset texts, NDManager manager) throws IOException {
        return new FrozenVectors(encoder).compute(texts, manager);
    }

    @Override
    public Optional<NDArray> textInputs(List<String> texts, NDManager manager) {
        return nameVectors(texts, manager);
    }

    @Override
    public Optional<Serving> serving() {
        return Optional.of(new TextServing(encoder, TextServing.Before.VECTORS));
    }

    @Override
    public NDArray random(int count, NDManager manager) {
        return manager.randomNormal(new Shape(count, dimension));
    }

    @Override
    public TextVectors at(Path run) {
        return new TextVectors(encoder.at(run), dimension);
    }
}
