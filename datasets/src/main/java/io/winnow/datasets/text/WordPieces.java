package io.winnow.datasets.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The words in texts of token ids. A word is a piece of the vocabulary and the pieces after it that continue it, such as {@code table ##s}.
 * Special tokens, such as [CLS], belong to no word; a punctuation mark is a word of its own.
 */
public final class WordPieces {
    private final BitSet continuing = new BitSet();
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
     * @throws IOException if the file is not a tokenizer of WordPiece, the only one whose pieces say whether they continue a word
     */
    public static WordPieces read(String name, InputStream tokenizer) throws IOException {
        JsonNode file = new ObjectMapper().readTree(tokenizer);
        JsonNode model = file.path("model");
        if (!model.path("type").asText().equals("WordPiece")) {
            throw new IOException(name + " is a tokenizer of the type '"
                    + model.path("type").asText() + "', but words can only be told apart with a tokenizer of the type"
                    + " WordPiece. Choose an encoder with such a tokenizer.");
        }
        String prefix = model.path("continuing_subword_prefix").asText("##");
        WordPieces pieces = new WordPieces();
        model.path("vocab").properties().forEach(entry -> {
            if (entry.getKey().startsWith(prefix)) {
                pieces.continuing.set(entry.getValue().asInt());
            }
        });
        file.path("added_tokens").forEach(token -> {
            if (token.path("special").asBoolean()) {
                pieces.special.set(token.path("id").asInt());
            }
        });
        return pieces;
    }

    /** Returns the words of a text in order. */
    public List<Word> words(long[] ids) {
        List<Word> words = new ArrayList<>();
        int begin = -1;
        for (int i = 0; i < ids.length; i++) {
            int id = Math.toIntExact(ids[i]);
            boolean outside = special.get(id);
            if (begin >= 0 && (outside || !continuing.get(id))) {
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
