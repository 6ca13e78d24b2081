package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
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
        return TokenLengths.batches(texts(lengths), rules(fullLength), Device.cpu()).stream()
                .map(batch -> Arrays.stream(batch).boxed().toList())
                .toList();
    }

    /** The batches of texts beside a very long one, number 0, with which there are tokens for many batches. */
    private static List<List<Integer>> batchesOfMany(int... lengths) {
        int[] all =
                IntStream.concat(IntStream.of(20_000), IntStream.of(lengths)).toArray();
        List<List<Integer>> batches = batches(0, all);
        assertThat(batches.get(0)).containsExactly(0);
        return batches.subList(1, batches.size());
    }

    @Test
    void endsABatchWhereItHasEnoughTokensAndAttentionNeedsFewerPlaces() {
        // 5 texts of 100 are too few (500 of 512 tokens), 6 are enough; 97 tokens need as many places (112) as 100, 96
        // need fewer.
        assertThat(batchesOfMany(100, 96, 100, 100, 100, 100)).containsExactly(List.of(1, 3, 4, 5, 6, 2));
        assertThat(batchesOfMany(100, 96, 100, 100, 97, 100, 100))
                .containsExactly(List.of(1, 3, 4, 6, 7, 5), List.of(2));
    }

    @Test
    void limitsTheTokensOfABatch() {
        // 2048 tokens are 20 texts of 100; a longer text is a batch by itself.
        int[] lengths = IntStream.concat(
                        IntStream.of(3000), IntStream.generate(() -> 100).limit(45))
                .toArray();
        assertThat(batchesOfMany(lengths)).extracting(List::size).containsExactly(1, 20, 20, 5);
        assertThat(TokenLengths.batches(texts(lengths), rules(0), Device.gpu())).hasSize(2);
    }

    @Test
    void fewTextsMakeEightBatchesOfAtLeastFiveHundredTokens() {
        int[] short90 = IntStream.generate(() -> 3).limit(90).toArray();
        assertThat(batches(0, short90)).hasSize(1);
        // All texts are padded to 256 tokens.
        assertThat(batches(256, Arrays.copyOf(short90, 9)))
                .extracting(List::size)
                .containsExactly(2, 2, 2, 2, 1);
        assertThat(batches(256, Arrays.copyOf(short90, 24)))
                .extracting(List::size)
                .containsOnly(3)
                .hasSize(8);
        assertThat(batches(256, short90))
                .extracting(List::size)
                .containsOnly(8, 2)
                .hasSize(12);
    }

    @Test
    void limitsThePaddingOfABatch() {
        // 2 places of 30 for 30 + 10 tokens are 1.5 times as many; for 30 + 9 tokens they are more.
        assertThat(batches(0, 30, 10)).containsExactly(List.of(0, 1));
        assertThat(batches(0, 30, 9)).containsExactly(List.of(0), List.of(1));
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
