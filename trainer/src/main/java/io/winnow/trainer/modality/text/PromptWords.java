package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.models.layer.Layer;
import io.winnow.models.text.TextModel;
import io.winnow.trainer.table.TokenArrays;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The words from which a soft prompt starts (PTEC, arXiv 2309.12075, in its program). */
final class PromptWords {
    /** Id of the first word of the vocabulary that fills a prompt up. */
    private static final int FIRST_FILLING = 1000;

    private PromptWords() {}

    /**
     * Lets the soft prompt of a network start from words, after {@link FrozenEncoder#load}: from the tokens of texts, or from some of them, drawn at
     * random, if there are too many. Words of the vocabulary follow if there are too few (ptec.md, section 2).
     *
     * @param words the texts; empty to keep the random vectors of the first layer
     * @param length number of vectors of the prompt
     */
    static void start(FrozenEncoder encoder, Layer network, Optional<List<String>> words, int length, NDManager manager)
            throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Optional<NDArray> ids = words.isEmpty()
                    ? Optional.empty()
                    : Optional.of(scope.create(of(tokens(encoder, words.get()), length, encoder.vocabulary(), scope)));
            List<Tokens> empty = List.of(ends(tokens(encoder, List.of("a")).get(0)));
            TextModel.startPrompt(network, ids, TokenArrays.of(empty, new int[] {0}, encoder.rules(), scope));
        }
    }

    private static List<Tokens> tokens(FrozenEncoder encoder, List<String> texts) throws IOException {
        return texts.isEmpty() ? List.of() : encoder.tokens(NameVectors.words(texts));
    }

    /**
     * Returns ids of words (length): those of texts one after another without special tokens; some of these, drawn with PyTorch's current
     * seed and in their order, if there are too many; and followed by 1000, 1001, .. if there are too few.
     *
     * @param vocabulary number of ids, after the last of which filling goes on from 0
     */
    static long[] of(List<Tokens> texts, int length, int vocabulary, NDManager manager) {
        long[] own = texts.stream().flatMapToLong(PromptWords::words).toArray();
        if (own.length > length) {
            float[] draws = manager.randomUniform(0, 1, new Shape(own.length)).toFloatArray();
            return IntStream.range(0, own.length)
                    .boxed()
                    .sorted(Comparator.comparing(i -> draws[i]))
                    .limit(length)
                    .sorted()
                    .mapToLong(i -> own[i])
                    .toArray();
        }
        long[] filled = Arrays.copyOf(own, length);
        for (int i = own.length; i < length; i++) {
            filled[i] = ((long) FIRST_FILLING + i - own.length) % vocabulary;
        }
        return filled;
    }

    /** Returns a text without words: the special tokens at the begin and the end of another one. */
    static Tokens ends(Tokens text) {
        int last = text.length() - 1;
        return new Tokens(new long[] {text.ids()[0], text.ids()[last]}, new long[2]);
    }

    /** The ids of a text but the special ones at its begin and its end. */
    private static LongStream words(Tokens text) {
        return Arrays.stream(text.ids(), 1, Math.max(1, text.length() - 1));
    }
}
