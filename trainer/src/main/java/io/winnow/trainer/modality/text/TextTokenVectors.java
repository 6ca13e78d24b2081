package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Serving;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Preprocessing that turns a text into the marked vectors of its tokens by a frozen pretrained encoder (B, L, D + 1), see
 * {@link io.winnow.models.text.TokenVectors}. L is the length of the longest text of a batch.
 *
 * @param encoder the encoder
 * @param dimension length of the vectors D
 */
@Kind("text_token_vectors")
public record TextTokenVectors(FrozenEncoder encoder, int dimension) implements TextPreprocessing {
    /** Texts of similar length share a batch. */
    @Override
    public NDArray map(
            Dataset<?> items,
            int[] examples,
            int batchSize,
            int maxCorrupt,
            NDManager manager,
            UnaryOperator<NDArray> function) {
        EncodedTexts texts = TextPreprocessing.texts(items);
        return new TokenBatches(texts.tokens(), encoder.rules(), texts.states()::batch)
                .map(examples, batchSize, manager, function);
    }

    @Override
    public Optional<Serving> serving() {
        return Optional.of(new TextServing(encoder, TextServing.Before.TOKEN_VECTORS));
    }

    /** The tokens of two texts do not belong to one another. */
    @Override
    public boolean allowsMixtures() {
        return false;
    }

    /** Texts of the largest length, all of whose tokens belong to words. */
    @Override
    public NDArray random(int count, NDManager manager) {
        int length = encoder.rules().length(encoder.rules().maxTokens());
        return manager.randomNormal(new Shape(count, length, dimension))
                .concat(manager.ones(new Shape(count, length, 1)), 2);
    }

    @Override
    public TextTokenVectors at(Path run) {
        return new TextTokenVectors(encoder.at(run), dimension);
    }
}
