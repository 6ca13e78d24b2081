package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.ForwardingDataset;
import io.winnow.datasets.text.KnowledgeBase.Found;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.modality.records.Divisible;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Texts as a pretrained encoder takes them: as token ids, and as the vectors that the encoder makes of them. Both are computed when they are
 * first needed.
 */
final class EncodedTexts extends ForwardingDataset<Text, TextDataset> implements Divisible {
    private final FrozenEncoder encoder;
    private final Optional<Path> kept;
    private final Optional<Knowledge> knowledge;
    private List<Tokens> tokens;
    private float[][] vectors;
    private TokenStates states;
    private List<List<Found>> found;
    private KnowledgeTokens known;
    private TokenStates knownStates;

    /** @param kept folder in which vectors are kept; empty if they are not kept */
    EncodedTexts(TextDataset texts, FrozenEncoder encoder, Optional<Path> kept) {
        this(texts, encoder, kept, Optional.empty());
    }

    /** @param knowledge what is known about the texts; empty if nothing follows them */
    EncodedTexts(TextDataset texts, FrozenEncoder encoder, Optional<Path> kept, Optional<Knowledge> knowledge) {
        super(texts);
        this.encoder = encoder;
        this.kept = kept;
        this.knowledge = knowledge;
    }

    /**
     * Computes the vectors in advance, or reads those that are kept from an earlier time.
     *
     * @param say receives a note if they must be computed, which may take minutes
     */
    synchronized void prepareVectors(Consumer<String> say) {
        if (vectors == null) {
            vectors = new FrozenVectors(encoder).of(source(), kept, say);
        }
    }

    /** Returns the vectors of all texts (N, D). */
    float[][] vectors() {
        prepareVectors(note -> {});
        return vectors;
    }

    /** Returns the token and segment ids of all texts (N). */
    synchronized List<Tokens> tokens() {
        if (tokens == null) {
            try {
                tokens = encoder.tokens(source());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return tokens;
    }

    /**
     * Computes the vectors of the tokens in advance, or reads those that are kept from an earlier time.
     *
     * @param say receives a note if they must be computed, which may take minutes
     */
    synchronized void prepareStates(Consumer<String> say) {
        if (states == null) {
            TokenStates own = new FrozenVectors(encoder).states(source(), tokens(), kept, say);
            if (knowledge.isPresent()) {
                knownStates = known().distinct().isEmpty()
                        ? new TokenStates(new float[0][], 0)
                        : new FrozenVectors(knowledge.get().encoder())
                                .states("what is known about " + name(), known().distinct(), kept, say);
            }
            states = own;
        }
    }

    /** Returns the entries of each text in what is known. */
    synchronized List<List<Found>> found() {
        if (found == null) {
            found = knowledge.orElseThrow().found(source());
        }
        return found;
    }

    /** Returns the tokens of what is known about the texts. */
    synchronized KnowledgeTokens known() {
        if (known == null) {
            try {
                known = knowledge.orElseThrow().tokens(found());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return known;
    }

    /** Returns what is known about the texts; empty if nothing follows them. */
    Optional<Knowledge> knowledge() {
        return knowledge;
    }

    /**
     * Returns the marked vectors of the tokens of some texts, and of what is known about them.
     *
     * @param length length to which the texts are padded
     */
    NDArray marked(int[] chosen, int length, NDManager manager) {
        TokenStates own = states();
        return knowledge.isEmpty()
                ? own.batch(chosen, length, manager)
                : own.batch(chosen, length, knownStates, known, manager);
    }

    private TokenStates states() {
        prepareStates(note -> {});
        return states;
    }

    /** The same texts as another encoder takes them. Its vectors are not kept. */
    EncodedTexts by(FrozenEncoder other) {
        return other.equals(encoder) ? this : new EncodedTexts(source(), other, Optional.empty());
    }

    @Override
    public EncodedTexts part(int[] examples) {
        return new EncodedTexts(source().part(examples), encoder, Optional.empty(), knowledge);
    }

    /** The texts as they were read. */
    TextDataset texts() {
        return source();
    }
}
