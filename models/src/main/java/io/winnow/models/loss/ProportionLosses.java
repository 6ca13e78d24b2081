package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;

/** Losses for examples in bags of which the shares of the classes are known, and nothing of single examples. */
public final class ProportionLosses {
    private ProportionLosses() {}

    /**
     * The proportion loss (deep learning from label proportions, DLLP; Ardehaly and Culotta, ICDMW 2017): the mean over the bags of the
     * cross-entropy {@code -sum_k rho_k log m_k} of their shares rho and the mean probabilities m of their members.
     *
     * @param logits (B, C)
     * @param bags (B) int64, the bag of each example in [0, b); each bag has a member
     * @param shares (b, C), each row sums to 1
     */
    public static NDArray proportion(NDArray logits, NDArray bags, NDArray shares) {
        return ProportionsScript.meanProportionLoss(logits, bags, shares);
    }

    /**
     * The mean over the examples of {@code -sum_k w_k log p_k}. With the weights of {@link #easyWeights}, it is EasyLLP; with the shares of
     * the bag of each example, it is the baseline in which each example has the shares of its bag.
     *
     * @param logits (B, C)
     * @param weights (B, C), each row sums to 1
     */
    public static NDArray weighted(NDArray logits, NDArray weights) {
        return ProportionsScript.meanWeightedLoss(logits, weights);
    }

    /**
     * {@link #weighted(NDArray, NDArray)} with the weights of all examples.
     *
     * @param weights (N, C)
     * @param rows (B) int64, the rows of the examples of the batch
     */
    public static NDArray weighted(NDArray logits, NDArray weights, NDArray rows) {
        return ProportionsScript.meanIndexedLoss(logits, weights, rows);
    }

    /**
     * The weights of EasyLLP (Busa-Fekete et al., arXiv 2302.03115), in which the loss of each single example is unbiased: {@code w_k = n
     * (rho_k - pi_k) + pi_k}. They hold for bags that are filled at random, sum to 1, and may be negative. Their variance grows with n.
     *
     * @param shares shares rho of the classes in the bag (C)
     * @param size number n of members of the bag
     * @param prior shares pi of the classes in all examples (C)
     */
    public static double[] easyWeights(double[] shares, int size, double[] prior) {
        double[] weights = new double[shares.length];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = size * (shares[k] - prior[k]) + prior[k];
        }
        return weights;
    }
}
