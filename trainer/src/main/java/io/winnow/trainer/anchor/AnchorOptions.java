package io.winnow.trainer.anchor;

/**
 * How anchors are chosen.
 *
 * @param count largest number of anchors of a class
 * @param match how texts are compared with the definition of their class
 * @param nearest whether the definition of its class must be the nearest one to an anchor
 * @param neighbourWeight how the texts of images that look alike are weighted, if texts are smoothed by them
 */
public record AnchorOptions(int count, Match match, boolean nearest, NeighbourWeight neighbourWeight) {
    /** Weight of the text of an image that looks alike. */
    public enum NeighbourWeight {
        /** 1 less the re-ranked distance. */
        SIMILARITY,
        /** The re-ranked distance itself, as in the published code. */
        DISTANCE
    }

    /** How texts are compared with a definition. */
    public enum Match {
        /** By the cosine. */
        COSINE,
        /** By k-reciprocal re-ranking among the texts of the class. */
        RECIPROCAL
    }
}
