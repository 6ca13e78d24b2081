package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.models.text.TextCleaning;
import io.winnow.trainer.table.TokenRules;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenLengthsTest {
    private static TokenRules rules(int fullLength) {
        return new TokenRules(512, 0, fullLength, "", new TextCleaning(false, false, false));
    }

    private static List<Tokens> texts(int... lengths) {
        return Arrays.stream(lengths)
                .mapToObj(length -> new Tokens(new long[length], new long[length]))
                .toList();
    }

    private static List<List<Integer>> batches(int fullLength, int... lengths) {
        return TokenLengths.batches(texts(lengths), rules(fullLength)).stream()
                .map(batch -> Arrays.stream(batch).boxed().toList())
                .toList();
    }

    @Test
    void endsABatchWhereItHasEnoughTokensAndTextsBecomeShorter() {
        // 3 x 100 tokens are enough (256); 2 x 100 are not, so that the shorter text is padded.
        assertThat(batches(0, 100, 99, 100, 100)).containsExactly(List.of(0, 2, 3), List.of(1));
        assertThat(batches(0, 100, 99, 100, 98)).containsExactly(List.of(0, 2, 1), List.of(3));
    }

    @Test
    void limitsTheTokensOfABatch() {
        // 1024 tokens are 10 texts of 100; a longer text is a batch by itself.
        int[] lengths = IntStream.concat(
                        IntStream.of(2000), IntStream.generate(() -> 100).limit(25))
                .toArray();
        assertThat(batches(0, lengths)).extracting(List::size).containsExactly(1, 10, 10, 5);
        // All texts are padded to 256 tokens.
        assertThat(batches(256, 3, 3, 3, 3, 3)).extracting(List::size).containsExactly(4, 1);
    }

    @Test
    void hasEveryTextOnce() {
        int[] lengths = IntStream.range(0, 300).map(i -> 1 + (i * 37) % 91).toArray();
        assertThat(batches(0, lengths).stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 300).boxed().toList());
        assertThat(batches(0)).isEmpty();
    }
}
