package io.winnow.trainer.anchor;

/**
 * How anchors are chosen.
 *
 * @param count largest number of anchors of a class
 * @param match how texts are compared with the definition of their class
 * @param nearest whether the definition of its class must be the nearest one to an anchor
 */
public record AnchorOptions(int count, Match match, boolean nearest) {
    /** How texts are compared with a definition. */
    public enum Match {
        /** By the cosine. */
        COSINE,
        /** By k-reciprocal re-ranking among the texts of the class. */
        RECIPROCAL
    }
}
