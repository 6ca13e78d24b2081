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

    @Test
    void otherTokenizersAreRefused() {
        byte[] file = "{\"model\": {\"type\": \"BPE\", \"vocab\": {}}}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> WordPieces.read("t.json", new ByteArrayInputStream(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("t.json is a tokenizer of the type 'BPE'");
    }
}
