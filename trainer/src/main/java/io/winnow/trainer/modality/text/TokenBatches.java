package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.table.TokenRules;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Arrays of texts of similar length.
 *
 * @param tokens the tokens of all texts, which say how long these are
 * @param rules say how texts are padded
 * @param arrays makes the arrays
 */
record TokenBatches(List<Tokens> tokens, TokenRules rules, TokenBatches.Maker arrays) {
    /** Largest number of tokens in a batch whose results are not recorded, so that batches of long texts fit in memory. */
    private static final int MOST_TOKENS = 8192;

    /** Makes the array of some texts. */
    @FunctionalInterface
    interface Maker {
        /**
         * Returns an array (B, ..).
         *
         * @param chosen indices of the texts (B)
         * @param length L, at least the length of the longest
         */
        NDArray of(int[] chosen, int length, NDManager manager);
    }

    /** Applies a function to texts; those of similar length share a batch. See {@link TextTokens#map}. */
    NDArray map(int[] examples, int batchSize, NDManager manager, UnaryOperator<NDArray> function) {
        int[] order = TokenLengths.longestFirst(tokens, examples);
        float[] all = new float[0];
        int width = 0;
        int size;
        for (int from = 0; from < order.length; from += size) {
            StopSignal.poll();
            int length = rules.length(tokens.get(examples[order[from]]).length());
            size = Math.min(order.length - from, Math.max(1, Math.min(batchSize, MOST_TOKENS / length)));
            int[] rows = Arrays.copyOfRange(order, from, from + size);
            int[] chosen = Arrays.stream(rows).map(row -> examples[row]).toArray();
            try (NDManager scope = manager.newSubManager()) {
                NDArray out = function.apply(arrays.of(chosen, length, scope));
                float[] values = out.toFloatArray();
                if (from == 0) {
                    width = values.length / size;
                    all = new float[Math.multiplyExact(order.length, width)];
                }
                for (int i = 0; i < size; i++) {
                    System.arraycopy(values, i * width, all, rows[i] * width, width);
                }
            }
        }
        return order.length == 0 ? null : manager.create(all, new Shape(order.length, width));
    }
}
