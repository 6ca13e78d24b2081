package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.table.TokenArrays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Preprocessing that turns texts into token and segment ids (B, 2, L) for an encoder that is fine-tuned. L is the length of
 * the longest text of a batch.
 *
 * @param encoder the pretrained encoder, whose tokenizer is used
 * @param dimension length of the encoder's vectors
 * @param vocabulary number of token ids
 */
@Kind("text_tokens")
public record TextTokens(FrozenEncoder encoder, int dimension, int vocabulary) implements TextPreprocessing {
    /** Texts of similar length share a batch. */
    @Override
    public NDArray map(
            Dataset<?> items,
            int[] examples,
            int batchSize,
            int maxCorrupt,
            NDManager manager,
            UnaryOperator<NDArray> function) {
        List<Tokens> tokens = TextPreprocessing.texts(items).tokens();
        TokenBatches.Maker arrays =
                (chosen, length, scope) -> TokenArrays.of(tokens, chosen, length, encoder.rules(), scope);
        return new TokenBatches(tokens, encoder.rules(), arrays).map(examples, batchSize, manager, function);
    }

    @Override
    public Optional<NDArray> textInputs(List<String> texts, NDManager manager) {
        TextDataset words = NameVectors.words(texts);
        try {
            return Optional.of(TokenArrays.of(encoder.tokens(words), TaskData.all(words), encoder.rules(), manager));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Serving> serving() {
        return Optional.of(new TextServing(encoder, TextServing.Before.NOTHING));
    }

    /** Ids are names: a mean of two has no meaning. */
    @Override
    public boolean allowsMixtures() {
        return false;
    }

    /** Texts of the largest length. */
    @Override
    public NDArray random(int count, NDManager manager) {
        int length = encoder.rules().length(encoder.rules().maxTokens());
        NDArray ids = manager.randomInteger(1, vocabulary, new Shape(count, 1, length), DataType.INT64);
        return ids.concat(manager.zeros(ids.getShape(), DataType.INT64), 1);
    }

    @Override
    public TextTokens at(Path run) {
        return new TextTokens(encoder.at(run), dimension, vocabulary);
    }
}
