package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;

/**
 * The losses of consistency training, which learns from examples without labels that a network should answer the same for an example and for a
 * changed copy of it: UDA (arXiv 1904.12848), FixMatch (2001.07685) and FreeMatch (2205.07246).
 */
public final class ConsistencyLosses {
    private ConsistencyLosses() {}

    /**
     * The cross-entropy of labels under training signal annealing (UDA, section 2.3): only those examples count whose probability of the right
     * class is at most a threshold. The sum is divided by their number, at least 1.
     *
     * @param logits (B, C)
     * @param labels (B, C), 1 for the right class and 0 for others
     * @param threshold eta; above 1 for all examples
     */
    public static NDArray annealed(NDArray logits, NDArray labels, double threshold) {
        return ConsistencyScript.annealed(logits, labels, threshold);
    }

    /**
     * The divergence of predictions for changed copies from their targets: sum m KL(t || q) / B. With a hard target it is FixMatch's
     * cross-entropy. The divisor is the whole batch, so that the weight of the loss grows with the number of targets that count.
     *
     * @param logits of the changed copies (B, C)
     * @param targets t, which receive no gradient (B, C)
     * @param mask m, 1 for targets that count (B)
     */
    public static NDArray consistency(NDArray logits, NDArray targets, NDArray mask) {
        return ConsistencyScript.consistency(logits, targets, mask);
    }

    /** The mean entropy of predictions with these logits (B, C). */
    public static NDArray entropy(NDArray logits) {
        return ConsistencyScript.entropy(logits);
    }

    /**
     * FreeMatch's loss of fairness (equation 11): sum_k a_k ln(b_k + 1e-12), where b is the mean prediction for the kept copies, divided by
     * how often each class is predicted for them, and divided by its sum. To be minimised.
     *
     * @param logits of the changed copies (B, C)
     * @param mask 1 for the copies that are kept (B); the loss is 0 if none is
     * @param shares a (C): the expected prediction divided by the expected histogram, divided by its sum
     */
    public static NDArray fairness(NDArray logits, NDArray mask, NDArray shares) {
        return ConsistencyScript.fairness(logits, mask, shares);
    }

    /** Returns some consecutive rows of an array (B, ..), through which gradients flow. */
    public static NDArray rows(NDArray x, int begin, int count) {
        return ConsistencyScript.rows(x, begin, count);
    }
}
