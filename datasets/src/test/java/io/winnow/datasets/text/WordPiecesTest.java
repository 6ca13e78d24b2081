package io.winnow.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.text.WordPieces.Word;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WordPiecesTest {
    @Test
    void aWordHasThePiecesThatContinueIt() throws IOException {
        try (InputStream in = WordPiecesTest.class.getResourceAsStream("tokenizer.json")) {
            WordPieces pieces = WordPieces.read("tokenizer.json", in);
            // [CLS] table ##s of [SEP] men ##s ##s [SEP] [PAD]
            assertThat(pieces.words(new long[] {2, 4, 5, 6, 3, 8, 5, 5, 3, 0}))
                    .containsExactly(new Word(1, 3), new Word(3, 4), new Word(5, 8));
            assertThat(pieces.words(new long[] {5, 7})).containsExactly(new Word(0, 1), new Word(1, 2));
            assertThat(pieces.words(new long[] {2, 3})).isEmpty();
        }
    }

    private static WordPieces read(String model) throws IOException {
        byte[] file = ("{\"added_tokens\": [{\"id\": 0, \"content\": \"<s>\", \"special\": true}], \"model\": " + model
                        + "}")
                .getBytes(StandardCharsets.UTF_8);
        return WordPieces.read("t.json", new ByteArrayInputStream(file));
    }

    /** "My tables, now!" as {@code <s> My _tab les , _now !}, in vocabularies of bytes, and of SentencePiece with scores. */
    @Test
    void aBlankBeginsAWordAndAMarkIsOne() throws IOException {
        String bytes = "{\"type\": \"BPE\", \"vocab\": {\"<s>\": 0, \"My\": 1, \"\u0120tab\": 2, \"les\": 3, \",\": 4,"
                + " \"\u0120now\": 5, \"!\": 6}}";
        String unigram = "{\"type\": \"Unigram\", \"vocab\": [[\"<s>\", 0], [\"\u2581My\", -1], [\"\u2581tab\", -2],"
                + " [\"les\", -2], [\",\", -2], [\"\u2581now\", -2], [\"!\", -3], [\"\u2581\", -3]]}";
        for (String model : new String[] {bytes, unigram}) {
            WordPieces pieces = read(model);
            assertThat(pieces.words(new long[] {0, 1, 2, 3, 4, 5, 6, 0}))
                    .containsExactly(new Word(1, 2), new Word(2, 4), new Word(4, 5), new Word(5, 6), new Word(6, 7));
            assertThat(pieces.words(new long[] {1, 4, 3}))
                    .containsExactly(new Word(0, 1), new Word(1, 2), new Word(2, 3));
        }
        // A blank that is a piece of its own begins the word of the piece after it.
        assertThat(read(unigram).words(new long[] {1, 7, 3, 5}))
                .containsExactly(new Word(0, 1), new Word(1, 3), new Word(3, 4));
    }

    /** CLIP's pieces say where a word ends. */
    @Test
    void theEndOfAWordIsMarked() throws IOException {
        WordPieces pieces =
                read("{\"type\": \"BPE\", \"end_of_word_suffix\": \"</w>\", \"vocab\": {\"<s>\": 0, \"tab\": 1,"
                        + " \"les</w>\": 2, \"my</w>\": 3, \"!</w>\": 4}}");
        assertThat(pieces.words(new long[] {0, 3, 1, 2, 4, 0}))
                .containsExactly(new Word(1, 2), new Word(2, 4), new Word(4, 5));
    }

    @Test
    void otherTokenizersAreRefused() {
        assertThatThrownBy(() -> read("{\"type\": \"WordLevel\", \"vocab\": {}}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("t.json is a tokenizer of the type 'WordLevel'");
    }
}
