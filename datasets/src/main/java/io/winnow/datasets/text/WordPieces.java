package io.winnow.datasets.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The words in texts of token ids. A word is a piece of the vocabulary and the pieces after it that continue it, such as {@code table ##s}.
 * Special tokens, such as [CLS], belong to no word; a punctuation mark is a word of its own.
 *
 * <p>Vocabularies of WordPiece mark the pieces that continue a word, and those of CLIP the pieces that end one. All others mark the pieces
 * that begin a word, by the blank before it; there, a piece without letters and digits is a word of its own, too.
 */
public final class WordPieces {
    /** What stands for the blank before a word: in vocabularies of bytes, and in those of SentencePiece. */
    private static final String BLANKS = "\u0120\u2581";

    private final BitSet continuing = new BitSet();
    private final BitSet ending = new BitSet();
    private final BitSet special = new BitSet();

    private WordPieces() {}

    /**
     * A word of a text.
     *
     * @param begin position of its first token
     * @param end position after its last token
     */
    public record Word(int begin, int end) {}

    /**
     * Reads the vocabulary of a {@code tokenizer.json}.
     *
     * @param name stands for the file in error messages
     * @throws IOException if the file is not a tokenizer of pieces of words: of the type WordPiece, BPE or Unigram
     */
    public static WordPieces read(String name, InputStream tokenizer) throws IOException {
        JsonNode file = new ObjectMapper().readTree(tokenizer);
        JsonNode model = file.path("model");
        String type = model.path("type").asText();
        String suffix = model.path("end_of_word_suffix").asText("");
        String prefix = model.path("continuing_subword_prefix").asText("##");
        WordPieces pieces = new WordPieces();
        switch (type) {
            case "WordPiece" ->
                forEach(model.path("vocab"), (piece, id) -> pieces.continuing.set(id, piece.startsWith(prefix)));
            case "BPE", "Unigram" ->
                forEach(model.path("vocab"), (piece, id) -> {
                    if (suffix.isEmpty()) {
                        pieces.addPlain(piece, id);
                    } else {
                        pieces.continuing.set(id);
                        pieces.ending.set(id, piece.endsWith(suffix));
                    }
                });
            default ->
                throw new IOException(name + " is a tokenizer of the type '" + type
                        + "', but words can only be told apart with a tokenizer of the type WordPiece, BPE or Unigram."
                        + " Choose an encoder with such a tokenizer.");
        }
        file.path("added_tokens").forEach(token -> {
            if (token.path("special").asBoolean()) {
                pieces.special.set(token.path("id").asInt());
            }
        });
        return pieces;
    }

    private void addPlain(String piece, int id) {
        boolean begins = BLANKS.indexOf(piece.charAt(0)) >= 0;
        boolean mark = piece.chars().noneMatch(c -> Character.isLetterOrDigit(c) && BLANKS.indexOf(c) < 0);
        continuing.set(id, !begins && !mark);
        // The mark of a blank alone stands before the pieces of its word.
        ending.set(id, mark && !(begins && piece.length() == 1));
    }

    /** Vocabularies of Unigram are lists of pieces with their scores, all others map pieces to ids. */
    private static void forEach(JsonNode vocabulary, BiConsumer<String, Integer> use) {
        if (vocabulary.isArray()) {
            for (int id = 0; id < vocabulary.size(); id++) {
                use.accept(vocabulary.get(id).path(0).asText(), id);
            }
        } else {
            vocabulary
                    .properties()
                    .forEach(
                            entry -> use.accept(entry.getKey(), entry.getValue().asInt()));
        }
    }

    /** Returns the words of a text in order. */
    public List<Word> words(long[] ids) {
        List<Word> words = new ArrayList<>();
        int begin = -1;
        for (int i = 0; i < ids.length; i++) {
            int id = Math.toIntExact(ids[i]);
            boolean outside = special.get(id);
            boolean ended = i > 0 && ending.get(Math.toIntExact(ids[i - 1]));
            if (begin >= 0 && (outside || ended || !continuing.get(id))) {
                words.add(new Word(begin, i));
                begin = -1;
            }
            if (begin < 0 && !outside) {
                begin = i;
            }
        }
        if (begin >= 0) {
            words.add(new Word(begin, ids.length));
        }
        return words;
    }
}
