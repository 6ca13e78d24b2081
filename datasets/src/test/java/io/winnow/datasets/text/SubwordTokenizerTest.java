package io.winnow.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.datasets.text.TableText.Segments;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A WordPiece tokenizer of nine tokens, whose ids were determined by hand. */
class SubwordTokenizerTest {
    private static SubwordTokenizer open(int maxLength) throws IOException {
        try (InputStream in = SubwordTokenizerTest.class.getResourceAsStream("tokenizer.json")) {
            return SubwordTokenizer.open("tokenizer.json", in, maxLength);
        }
    }

    @Test
    void idsAndSegments() throws IOException {
        try (SubwordTokenizer tokenizer = open(16)) {
            List<Tokens> single = tokenizer.encode(List.of(new Segments("Tables of AGE", ""), new Segments("?", "")));
            assertThat(single.get(0).ids()).containsExactly(2, 4, 5, 6, 7, 3);
            assertThat(single.get(0).segments()).containsOnly(0);
            assertThat(single.get(1).ids()).containsExactly(2, 1, 3);
            List<Segments> mixed = List.of(new Segments("Table", "men age"), new Segments("", ""));
            Tokens pair = tokenizer.encode(mixed).get(0);
            assertThat(pair.ids()).containsExactly(2, 4, 3, 8, 7, 3);
            assertThat(pair.segments()).containsExactly(0, 0, 0, 1, 1, 1);
            assertThat(tokenizer.encode(mixed.subList(0, 1)).get(0).ids()).isEqualTo(pair.ids());
            assertThat(tokenizer.encode(mixed).get(1).ids()).containsExactly(2, 3);
            assertThat(tokenizer.encode(List.of())).isEmpty();
        }
    }

    @Test
    void longTextsAreTruncated() throws IOException {
        try (SubwordTokenizer tokenizer = open(5)) {
            List<Tokens> cut = tokenizer.encode(List.of(new Segments("table of age men age", "")));
            assertThat(cut.get(0).ids()).containsExactly(2, 4, 6, 7, 3);
            cut = tokenizer.encode(List.of(new Segments("table of", "men age men")));
            assertThat(cut.get(0).ids()).containsExactly(2, 4, 3, 8, 3);
            assertThat(cut.get(0).segments()).containsExactly(0, 0, 0, 1, 1);
        }
    }

    @Test
    void errorsNameAFileThatIsNotATokenizer() {
        InputStream other = new ByteArrayInputStream("{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> SubwordTokenizer.open("config.json", other, 5))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("config.json is not a HuggingFace tokenizer");
    }
}
