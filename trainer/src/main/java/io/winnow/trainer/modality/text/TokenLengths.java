package io.winnow.trainer.modality.text;

import ai.djl.Device;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.trainer.table.TokenRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The order of texts by their lengths, and their division into batches of similar length, since shorter ones are padded to the longest. */
final class TokenLengths {
    /** Largest number of tokens in a batch of a frozen encoder on a CPU. Larger ones gain nothing, and their arrays do not stay in caches. */
    private static final int MOST_TOKENS = 2048;

    /** The same on a GPU, which computes few tokens no faster than many. */
    private static final int MOST_TOKENS_ON_GPU = 16_384;

    /**
     * Number of batches that few texts make on a CPU, so that its {@link io.winnow.models.torch.Streams} end at about the same time. Batches do not
     * depend on the number of streams, so that neither do the vectors.
     */
    private static final int FEWEST_BATCHES = 8;

    /** Number of tokens from which a batch ends where attention needs fewer places for the next text: its matrices are large enough. */
    private static final int ENOUGH_TOKENS = 512;

    /** Attention has places for a multiple of this number of tokens. */
    private static final int PLACES = 16;

    /** Largest number of places of a batch for each of its tokens. */
    private static final double MOST_PADDED = 1.5;

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
     * @param device where the encoder is
     * @return indices of the texts of each batch
     */
    static List<int[]> batches(List<Tokens> texts, TokenRules rules, Device device) {
        int[] order = longestFirst(texts, IntStream.range(0, texts.size()).toArray());
        int[] lengths = Arrays.stream(order)
                .map(i -> rules.length(texts.get(i).length()))
                .toArray();
        long share =
                Math.max(ENOUGH_TOKENS, Arrays.stream(lengths).asLongStream().sum() / FEWEST_BATCHES);
        int most = device.isGpu() ? MOST_TOKENS_ON_GPU : (int) Math.min(MOST_TOKENS, share);
        List<int[]> batches = new ArrayList<>();
        int end;
        for (int from = 0; from < order.length; from = end) {
            int tokens = lengths[from];
            for (end = from + 1; end < order.length; end++) {
                int with = tokens + lengths[end];
                boolean shorter = blocks(lengths[end]) < blocks(lengths[from]);
                boolean padded = (end - from + 1.0) * lengths[from] > MOST_PADDED * with;
                if (with > most || padded || (tokens >= ENOUGH_TOKENS && shorter)) {
                    break;
                }
                tokens = with;
            }
            batches.add(Arrays.copyOfRange(order, from, end));
        }
        return batches;
    }

    private static int blocks(int length) {
        return (length + PLACES - 1) / PLACES;
    }
}
