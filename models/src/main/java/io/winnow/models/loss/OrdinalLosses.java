package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.OutputFunction;
import io.winnow.models.torch.TorchFunctions;
import java.util.List;

/**
 * The cumulative link model of ordered levels 0 .. K-1 (McCullagh 1980; with a network for the score, Cao et al., arXiv 1901.07884): the
 * logit of "the level lies above k" is a score plus a threshold that falls with k.
 */
public final class OrdinalLosses {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(OrdinalLosses.class, "ordinal.py");

    private OrdinalLosses() {}

    /**
     * The cumulative logits (B, K-1): column k belongs to P(level > k). They fall from column to column.
     *
     * @param scores (B, 1), higher for higher levels
     * @param thresholds (K-1) unconstrained parameters: the first threshold, and for each further one the number whose softplus it lies
     *     below the one before
     */
    public static NDArray cumulativeLogits(NDArray scores, NDArray thresholds) {
        return FUNCTIONS.call("cumulative", scores, thresholds);
    }

    /**
     * The probability of each level (B, K), computed from cumulative logits (B, K-1).
     *
     * @param cumulative must not rise from column to column
     */
    public static NDArray probabilities(NDArray cumulative) {
        return FUNCTIONS.call("probabilities", cumulative);
    }

    /**
     * Mean binary cross-entropy of the K-1 questions whether the level lies above k, as a function of the cumulative logits (B, K-1).
     *
     * @param shares (B, K-1) the targets, see {@link #shares}
     * @param weights (B) weights of the examples, whose sum the sum over the examples is divided by
     */
    public static OutputFunction crossEntropy(NDArray shares, NDArray weights) {
        return new OutputFunction(FUNCTIONS, "cross_entropy", List.of(shares, weights));
    }

    /**
     * The targets of examples: for each k, the share of the annotators whose level lies above k, which is 0 or 1 if the level is certain.
     *
     * @param distributions (N, K) in row-major order: distribution of each example over the levels
     * @param levels K, at least 2
     * @return (N, K-1) in row-major order
     */
    public static float[] shares(float[] distributions, int levels) {
        int examples = distributions.length / levels;
        float[] shares = new float[examples * (levels - 1)];
        for (int i = 0; i < examples; i++) {
            double above = 0;
            for (int k = levels - 2; k >= 0; k--) {
                above += distributions[i * levels + k + 1];
                shares[i * (levels - 1) + k] = (float) Math.min(1, above);
            }
        }
        return shares;
    }
}
