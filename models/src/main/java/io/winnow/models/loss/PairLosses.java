package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;

/** Distances between pairs of representations, and losses that train them. Row i of x and row i of y are a pair. */
public final class PairLosses {
    private PairLosses() {}

    /**
     * The Euclidean distance of each pair (B), at least sqrt(1e-7): {@code D = sqrt(max(sum (x - y)^2, 1e-7))}.
     *
     * @param x (B, D)
     * @param y (B, D)
     */
    public static NDArray distance(NDArray x, NDArray y) {
        return PairsScript.distance(x, y);
    }

    /** The cosine similarity of each pair: (B, D) and (B, D), not necessarily normalised, to (B). */
    public static NDArray cosine(NDArray x, NDArray y) {
        return PairsScript.cosine(x, y);
    }

    /**
     * The contrastive loss (Hadsell, Chopra and LeCun 2006, equation 4): the mean over the pairs of {@code (1 - t) / 2 D^2 + t / 2 max(0,
     * margin - D)^2}.
     *
     * @param dissimilar t (B), with the data type of the vectors: 0 for similar pairs, 1 for dissimilar pairs
     * @param margin distance beyond which dissimilar pairs no longer add to the loss
     */
    public static NDArray contrastive(NDArray x, NDArray y, NDArray dissimilar, double margin) {
        return PairsScript.contrastive(x, y, dissimilar, margin);
    }

    /**
     * The mean squared difference between the cosine similarity of each pair and its target similarity. This loss fine-tunes sentence
     * encoders on graded similarity (Reimers and Gurevych 2019).
     *
     * @param targets (B) in [-1, 1], with the data type of the vectors
     */
    public static NDArray gradedCosine(NDArray x, NDArray y, NDArray targets) {
        return PairsScript.gradedCosine(x, y, targets);
    }

    /**
     * The multiple negatives ranking loss with in-batch negatives (Henderson et al. 2017): the mean over the pairs of the cross-entropy of
     * picking a query's own partner from all partners in the batch, with scaled cosines as logits.
     *
     * @param x (B, D) queries
     * @param y (B, D) their partners
     * @param groups (B) int64: pairs of the same group are not used as negatives of each other. Make all values distinct if no groups are
     *     known
     * @param scale factor of the cosines, above 0; usually 20
     * @param symmetric whether to also pick each partner's query from all queries; the loss is then the mean of both directions
     */
    public static NDArray inBatchNegatives(NDArray x, NDArray y, NDArray groups, double scale, boolean symmetric) {
        return PairsScript.inBatchNegatives(x, y, groups, scale, symmetric);
    }

    /**
     * The loss of {@link #gradedCosine} for pairs of rows that follow one another.
     *
     * @param x (2B, D); rows 2i and 2i + 1 are a pair
     * @param targets (B) in [-1, 1], with the data type of the vectors
     */
    public static NDArray neighboursCosine(NDArray x, NDArray targets) {
        return PairsScript.neighboursCosine(x, targets);
    }

    /**
     * The squared error of the cosines of all pairs of rows i &lt; j, of which those of the same class have the target 1 and all others 0:
     * the mean over the former plus the mean over the latter, halved. A kind without pairs adds nothing.
     *
     * @param x (B, D)
     * @param same (B, B) symmetric, 1 for pairs of the same class and else 0, with the data type of the vectors
     */
    public static NDArray allPairsCosine(NDArray x, NDArray same) {
        return PairsScript.allPairsCosine(x, same);
    }

    /**
     * The contrastive loss of the cosine distance d = 1 - cos between examples and the texts of labels, over all of their pairs: for each
     * example the mean of 1/2 d^2 over its own labels plus the mean of 1/2 max(0, margin - d)^2 over all others, halved; then the mean over
     * the examples. An example without labels has the second part alone.
     *
     * @param x vectors of the examples (B, D)
     * @param labels vectors of the labels (K, D)
     * @param owned (B, K), 1 for the labels of an example and else 0, with the data type of the vectors
     */
    public static NDArray labelContrastive(NDArray x, NDArray labels, NDArray owned, double margin) {
        return PairsScript.labelContrastive(x, labels, owned, margin);
    }

    /**
     * The cross-entropy of picking an own label of an example from it and all labels that are not its own, with scaled cosines as logits:
     * the mean over its own labels, then over the examples.
     *
     * @param x vectors of the examples (B, D)
     * @param labels vectors of the labels (K, D)
     * @param owned (B, K), 1 for the labels of an example and else 0, with the data type of the vectors
     */
    public static NDArray labelSoftmax(NDArray x, NDArray labels, NDArray owned, double scale) {
        return PairsScript.labelSoftmax(x, labels, owned, scale);
    }
}
