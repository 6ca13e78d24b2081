package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/** How the vectors of a text's tokens are turned into one vector, as the library sentence-transformers computes it. */
public enum TextPooling {
    /** The mean over all tokens except padding. */
    MEAN,
    /** The vector of the first token, such as [CLS]. */
    FIRST_TOKEN,
    /** The largest value of each component over all tokens except padding. */
    MAX,
    /** The sum over all tokens except padding, divided by the square root of their number. */
    MEAN_SQRT_LENGTH,
    /** The mean over all tokens except padding, in which the n-th token has the weight n. */
    WEIGHTED_MEAN,
    /** The vector of the last token before padding. */
    LAST_TOKEN;

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
            case MAX -> BertScript.largest(tokens, seen);
            case MEAN_SQRT_LENGTH -> BertScript.meanSqrtLength(tokens, seen);
            case WEIGHTED_MEAN -> BertScript.weightedMean(tokens, seen);
            case LAST_TOKEN -> BertScript.lastToken(tokens, seen);
        };
    }

    /** Returns the vectors of several poolings one after another (B, number of poolings times D). */
    static NDArray of(List<TextPooling> poolings, NDArray tokens, NDArray seen) {
        NDList parts = new NDList();
        poolings.forEach(pooling -> parts.add(pooling.of(tokens, seen)));
        return parts.size() == 1
                ? parts.get(0)
                : parts.get(0).getNDArrayInternal().concat(parts.subNDList(1), 1);
    }
}
