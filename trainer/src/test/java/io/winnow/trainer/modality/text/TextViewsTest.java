package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.datasets.text.WordPieces;
import io.winnow.datasets.text.WordPieces.Word;
import io.winnow.models.text.TextCleaning;
import io.winnow.trainer.table.PretrainedText;
import io.winnow.trainer.table.TokenArrays;
import io.winnow.trainer.table.TokenRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Views of texts with MiniLM's tokenizer. */
class TextViewsTest {
    private static final TokenRules RULES = new TokenRules(64, 0, 0, "", TextCleaning.NONE);
    private static List<Tokens> tokens;
    private static WordPieces pieces;

    @BeforeAll
    static void tokenize() throws IOException {
        List<Text> texts = List.of(
                Text.of("the card and the account and the unauthorised overdraft"),
                Text.of("the money and the refund"),
                Text.of("cryptocurrency topup"),
                new Text(List.of("the balance of the account", "no"), true));
        TextDataset all = new TextDataset(
                "texts", List.of("a", "b", "c", "d"), texts, new NoLabels(texts.size()), ReadReport.EMPTY);
        FrozenEncoder encoder = FrozenEncoder.of(PretrainedText.EMBEDDED, 64);
        tokens = encoder.tokens(all);
        pieces = encoder.pieces();
    }

    private static long[][] views(TextViewsConfig config, int text, int count) {
        TextViews views = new TextViews(config, pieces, 0, tokens);
        int[] same = new int[count];
        Arrays.fill(same, text);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray ids = TokenArrays.of(tokens, same, tokens.get(text).length() + 3, RULES, manager);
            NDArray found = views.of(ids, 0, 5, 1);
            int length = (int) ids.getShape().get(2);
            long[] all = found.toLongArray();
            return IntStream.range(0, 2 * count)
                    .mapToObj(i -> Arrays.copyOfRange(all, i * length, (i + 1) * length))
                    .toArray(long[][]::new);
        }
    }

    private static List<List<Long>> words(long[] ids) {
        List<List<Long>> words = new ArrayList<>();
        for (Word word : pieces.words(ids)) {
            words.add(Arrays.stream(ids, word.begin(), word.end()).boxed().toList());
        }
        return words;
    }

    @Test
    void wholeWordsAreLeftOutAndTheOthersKeepTheirOrder() {
        List<List<Long>> own = words(tokens.get(0).ids());
        assertThat(own.stream().anyMatch(word -> word.size() > 1)).isTrue();
        int views = 400;
        long kept = 0;
        long[][] found = views(new TextViewsConfig(0.3, 0, 1, Optional.empty()), 0, views);
        for (int i = 0; i < views; i++) {
            List<List<Long>> words = words(found[2 * i]);
            kept += words.size();
            int from = 0;
            for (List<Long> word : words) {
                int at = own.subList(from, own.size()).indexOf(word);
                assertThat(at).isNotNegative();
                from += at + 1;
            }
            assertThat(found[2 * i][0]).isEqualTo(tokens.get(0).ids()[0]);
            assertThat(Arrays.stream(found[2 * i]).filter(id -> id == 102).count())
                    .isEqualTo(1);
        }
        assertThat((double) kept / views / own.size()).isCloseTo(0.7, within(0.03));
    }

    @Test
    void eachTextOfAPairKeepsAWord() {
        long[][] found = views(new TextViewsConfig(0.9, 0, 1, Optional.empty()), 3, 100);
        for (int i = 0; i < 100; i++) {
            long[] ids = found[2 * i];
            long[] segments = found[2 * i + 1];
            Set<Long> sides = pieces.words(ids).stream()
                    .map(word -> segments[word.begin()])
                    .collect(Collectors.toSet());
            assertThat(sides).containsExactlyInAnyOrder(0L, 1L);
        }
    }

    @Test
    void frequentWordsAreReplacedByWordsOfTheTextsThatAreNotLonger() {
        List<List<Long>> own = words(tokens.get(0).ids());
        Set<List<Long>> known = new HashSet<>();
        tokens.forEach(text -> known.addAll(words(text.ids())));
        int views = 400;
        int[] replaced = new int[own.size()];
        long[][] found = views(new TextViewsConfig(0, 0.3, 1, Optional.empty()), 0, views);
        for (int i = 0; i < views; i++) {
            List<List<Long>> words = words(found[2 * i]);
            assertThat(words).hasSameSizeAs(own);
            for (int w = 0; w < replaced.length; w++) {
                assertThat(known).contains(words.get(w));
                assertThat(words.get(w).size()).isLessThanOrEqualTo(own.get(w).size());
                replaced[w] += words.get(w).equals(own.get(w)) ? 0 : 1;
            }
        }
        // "the" is in more texts than "card".
        assertThat(replaced[0]).isGreaterThan(replaced[1]);
        assertThat(Arrays.stream(replaced).sum()).isPositive();
    }

    @Test
    void withoutAnyChangeAViewIsItsText() {
        long[][] found = views(new TextViewsConfig(0, 0, 1, Optional.empty()), 3, 1);
        assertThat(Arrays.copyOf(found[0], tokens.get(3).length()))
                .isEqualTo(tokens.get(3).ids());
        assertThat(Arrays.copyOf(found[1], tokens.get(3).length()))
                .isEqualTo(tokens.get(3).segments());
    }
}
