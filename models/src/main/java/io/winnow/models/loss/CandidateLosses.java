package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;

/**
 * Progressive identification of the class among candidates (PRODEN: Lv et al., "Progressive Identification of True Labels for Partial-Label
 * Learning", ICML 2020, arXiv 2002.08053).
 */
public final class CandidateLosses {
    private CandidateLosses() {}

    /**
     * Returns equal shares of the candidates.
     *
     * @param candidates (B, C): 1 for candidates, 0 for other classes
     * @return (B, C); each row sums to 1
     */
    public static NDArray shares(NDArray candidates) {
        return CandidatesScript.shares(candidates);
    }

    /**
     * Returns the shares that some examples had, and replaces them by the predicted probabilities of their candidates, divided by their sum.
     *
     * @param shares shares of the candidates of all examples (N, C), changed in place
     * @param rows (B) int64, different positions of the examples of the batch
     * @param candidates (B, C): 1 for candidates, 0 for other classes
     * @param logits (B, C)
     * @return (B, C), without a gradient
     */
    public static NDArray renewed(NDArray shares, NDArray rows, NDArray candidates, NDArray logits) {
        return CandidatesScript.renewed(shares, rows, candidates, logits);
    }
}
