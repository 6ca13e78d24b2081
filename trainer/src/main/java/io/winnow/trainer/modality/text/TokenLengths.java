package io.winnow.trainer.modality.text;

import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.trainer.table.TokenRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The order of texts by their lengths, and their division into batches of similar length, since shorter ones are padded to the longest. */
final class TokenLengths {
    /** Largest number of tokens in a batch of a frozen encoder: its arrays then stay in the cache of a processor. */
    private static final int MOST_TOKENS = 1024;

    /** Number of tokens from which a batch ends where texts become shorter: the products of matrices are large enough, and nothing is padded. */
    private static final int ENOUGH_TOKENS = 256;

    private TokenLengths() {}

    /** Returns the positions in a list of texts by falling length; texts of equal length keep their order. */
    static int[] longestFirst(List<Tokens> texts, int[] chosen) {
        return IntStream.range(0, chosen.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> -texts.get(chosen[i]).length()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Divides texts into batches for a frozen encoder.
     *
     * @param rules say how texts are padded
     * @return indices of the texts of each batch
     */
    static List<int[]> batches(List<Tokens> texts, TokenRules rules) {
        int[] order = longestFirst(texts, IntStream.range(0, texts.size()).toArray());
        List<int[]> batches = new ArrayList<>();
        int end;
        for (int from = 0; from < order.length; from = end) {
            int length = Math.max(1, rules.length(texts.get(order[from]).length()));
            int most = Math.min(order.length, from + Math.max(1, MOST_TOKENS / length));
            int enough = from + (ENOUGH_TOKENS + length - 1) / length;
            end = from + 1;
            while (end < most
                    && (end < enough
                            || texts.get(order[end]).length()
                                    == texts.get(order[end - 1]).length())) {
                end++;
            }
            batches.add(Arrays.copyOfRange(order, from, end));
        }
        return batches;
    }
}
