package io.winnow.datasets.inspect;

import io.winnow.datasets.text.Text;
import java.io.IOException;
import java.util.List;

/**
 * How many tokens a network would receive of a text.
 *
 * @param lengths counts the tokens of texts
 * @param limit largest number of tokens of a text; longer texts are cut
 */
public record TokenCounter(Lengths lengths, int limit) {
    /** Counts the tokens of texts before they are cut. */
    @FunctionalInterface
    public interface Lengths {
        /**
         * Returns the number of tokens of each text (N), special tokens included.
         *
         * @throws IOException if the tokenizer cannot be read
         */
        int[] of(List<Text> texts) throws IOException;
    }
}
