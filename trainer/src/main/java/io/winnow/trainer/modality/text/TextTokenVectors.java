package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.modality.TokenWords;
import io.winnow.trainer.table.TokenArrays;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Preprocessing that turns a text into the marked vectors of its tokens by a frozen pretrained encoder (B, L, D + 1), see
 * {@link io.winnow.models.text.TokenVectors}. L is the length of the longest text of a batch.
 *
 * @param encoder the encoder
 * @param dimension length of the vectors D
 * @param knowledge what is known about texts, whose vectors follow those of the texts; null for nothing
 */
@Kind("text_token_vectors")
public record TextTokenVectors(FrozenEncoder encoder, int dimension, TextKnowledge knowledge)
        implements TextPreprocessing {
    /** Texts of similar length share a batch. */
    @Override
    public NDArray map(
            Dataset<?> items,
            int[] examples,
            int batchSize,
            int maxCorrupt,
            NDManager manager,
            UnaryOperator<NDArray> function) {
        EncodedTexts texts = known(items);
        return new TokenBatches(texts.tokens(), encoder.rules(), texts::marked)
                .map(examples, batchSize, manager, function);
    }

    /** Returns a data set as texts that have their knowledge. */
    private EncodedTexts known(Dataset<?> items) {
        EncodedTexts texts = TextPreprocessing.texts(items);
        if (hasKnowledge() != texts.knowledge().isPresent()) {
            throw new IllegalStateException("The texts of " + items.name() + " were read "
                    + (hasKnowledge() ? "without" : "with") + " knowledge, but the model takes them the other way.");
        }
        return texts;
    }

    @Override
    public boolean hasKnowledge() {
        return knowledge != null;
    }

    /** Returns token and segment ids (B, 2, L), or (B, 4, L) with those of what is known about the texts. */
    @Override
    public NDList served(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) {
        EncodedTexts texts = known(items);
        if (!hasKnowledge()) {
            return TextPreprocessing.super.served(items, examples, maxCorrupt, manager);
        }
        List<Tokens> own = Arrays.stream(examples).mapToObj(texts.tokens()::get).toList();
        List<Tokens> more = IntStream.range(0, examples.length)
                .mapToObj(i -> texts.known().of(examples[i], own.get(i)))
                .toList();
        int[] all = IntStream.range(0, examples.length).toArray();
        int length =
                Math.max(TokenArrays.length(own, all, encoder.rules()), TokenArrays.length(more, all, encoder.rules()));
        return new NDList(TokenArrays.of(own, all, length, encoder.rules(), manager)
                .concat(TokenArrays.of(more, all, length, encoder.rules(), manager), 1));
    }

    @Override
    public Optional<TokenWords> words(Dataset<?> items, int example) throws IOException {
        Optional<TokenWords> own = TextPreprocessing.super.words(items, example);
        if (!hasKnowledge()) {
            return own;
        }
        EncodedTexts texts = known(items);
        int length = encoder.rules().length(texts.tokens().get(example).length());
        return Optional.of(
                texts.knowledge().orElseThrow().words(texts.found().get(example), own.orElseThrow(), length));
    }

    @Override
    public Fingerprint addTo(Fingerprint digest) throws IOException {
        TextPreprocessing.super.addTo(digest);
        return hasKnowledge() ? knowledge.addTo(digest) : digest;
    }

    /** Empty if exported models lack what they need to find the entries of texts: a bundle has the network of its encoder inside the graph only. */
    @Override
    public Optional<Serving> serving() {
        return hasKnowledge() && knowledge.isByVectors() && encoder.directory() != null
                ? Optional.empty()
                : Optional.of(
                        new TextServing(encoder, TextServing.Before.TOKEN_VECTORS, Optional.ofNullable(knowledge)));
    }

    /** The tokens of two texts do not belong to one another. */
    @Override
    public boolean allowsMixtures() {
        return false;
    }

    /** Texts of the largest length, all of whose tokens belong to words, and as much knowledge as there can be. */
    @Override
    public NDArray random(int count, NDManager manager) {
        NDArray own = random(count, encoder.rules().length(encoder.rules().maxTokens()), 1, manager);
        return hasKnowledge() ? own.concat(random(count, knowledge.maxTokens(), 2, manager), 1) : own;
    }

    private NDArray random(int count, int length, float mark, NDManager manager) {
        return manager.randomNormal(new Shape(count, length, dimension))
                .concat(manager.full(new Shape(count, length, 1), mark), 2);
    }

    @Override
    public TextTokenVectors at(Path run) {
        return new TextTokenVectors(encoder.at(run), dimension, hasKnowledge() ? knowledge.at(run) : null);
    }
}
