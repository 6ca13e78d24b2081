package io.winnow.models.text;

import ai.djl.ndarray.NDArray;

/** How the vectors of a text's tokens are turned into one representation. */
public enum TextPooling {
    /** The mean over all tokens except padding. */
    MEAN,
    /** The vector of the first token, [CLS]. */
    FIRST_TOKEN;

    /**
     * Returns one vector per text (B, D).
     *
     * @param tokens (B, L, D)
     * @param seen (B, 1, 1, L) boolean mask, false at padding
     */
    NDArray of(NDArray tokens, NDArray seen) {
        return switch (this) {
            case MEAN -> BertScript.mean(tokens, seen);
            case FIRST_TOKEN -> BertScript.firstToken(tokens, seen);
        };
    }
}
