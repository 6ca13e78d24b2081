package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.OutputFunction;

/**
 * The loss of ordered levels 0 .. K-1 by cumulative logits, which answer for each k below K-1 whether the level lies above k (McCullagh
 * 1980; Cao et al., arXiv 1901.07884). The logits must not rise with k, as those of {@code models.head.OrdinalHead}.
 */
public final class OrdinalLosses {
    private OrdinalLosses() {}

    /**
     * The probability of each level (B, K), computed from cumulative logits (B, K-1). */
    public static NDArray probabilities(NDArray cumulative) {
        return OrdinalScript.probabilities(cumulative);
    }

    /**
     * Mean binary cross-entropy of the K-1 questions whether the level lies above k, as a function of the cumulative logits (B, K-1).
     *
     * @param shares (B, K-1) the targets, see {@link #shares}
     * @param weights (B) weights of the examples, whose sum the sum over the examples is divided by
     */
    public static OutputFunction crossEntropy(NDArray shares, NDArray weights) {
        return OrdinalScript.crossEntropy(shares, weights);
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
