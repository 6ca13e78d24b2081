package io.winnow.models.text;

/**
 * Options of a soft prompt (Lester et al., EMNLP 2021): trained vectors at places behind the first token of each text. The places of the text
 * move behind them, and the segment of the prompt is the first one.
 *
 * @param length number P of vectors, at least 1
 * @param deep whether every transformer layer has vectors of its own, which replace at these places what the layer below returned (P-tuning
 *     v2; Liu et al., ACL 2022); otherwise, only the first layer has
 * @param place where the vectors of the first layer enter
 * @param pooled whether the last vectors at these places are pooled along with those of the tokens
 */
public record SoftPromptOptions(int length, boolean deep, Place place, boolean pooled) {
    public SoftPromptOptions {
        if (length < 1) {
            throw new IllegalArgumentException("A soft prompt needs at least one vector; found " + length + ".");
        }
    }

    /** Where the vectors of a prompt enter. */
    public enum Place {
        /** As the embeddings of words: vectors of positions and segments are added, and the sum is normalised. */
        BEFORE_NORM,
        /** As normalised vectors, behind the sum and its normalisation. */
        AFTER_NORM
    }
}
