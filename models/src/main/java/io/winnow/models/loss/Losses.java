package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.OutputFunction;

/** The standard losses: InfoNCE, cross-entropy with its relatives, and the squared distance between representations. */
public final class Losses {
    private Losses() {}

    /**
     * InfoNCE with a queue of negatives (MoCo, arXiv 1911.05722, equation 1): the mean over the queries of the cross-entropy of picking the
     * query's own key from that key and the queue.
     *
     * @param queries (B, D), not necessarily normalised
     * @param keys (B, D), the positive of each query, not necessarily normalised; they receive no gradient
     * @param queue (K, D), the negatives, each with norm 1
     * @param temperature divides the cosines, above 0
     */
    public static NDArray infoNce(NDArray queries, NDArray keys, NDArray queue, double temperature) {
        return infoNce(keys, queue, temperature).of(queries);
    }

    /** {@link #infoNce(NDArray, NDArray, NDArray, double)} as a function of the queries. */
    public static OutputFunction infoNce(NDArray keys, NDArray queue, double temperature) {
        return LossesScript.infoNce(keys, queue, temperature);
    }

    /** Scales each row of (N, D) to norm 1; rows of zeros stay zero. */
    public static NDArray unitRows(NDArray x) {
        return LossesScript.unitRows(x);
    }

    /**
     * Mean cross-entropy.
     *
     * @param logits (B, C)
     * @param classes (B) int64
     * @param smoothing label smoothing: the fraction of the target that is spread evenly over all classes, in [0, 1)
     */
    public static NDArray crossEntropy(NDArray logits, NDArray classes, double smoothing) {
        return LossesScript.crossEntropy(logits, classes, smoothing);
    }

    /**
     * Mean binary cross-entropy over examples and classes.
     *
     * @param logits (B, C)
     * @param targets (B, C), in [0, 1]
     */
    public static NDArray binaryCrossEntropy(NDArray logits, NDArray targets) {
        return LossesScript.binaryCrossEntropy(logits, targets);
    }

    /**
     * Cross-entropy with target distributions, such as those that mixup produces, as a weighted mean over the examples.
     *
     * @param logits (B, C)
     * @param targets (B, C), each row sums to 1
     * @param weights (B), the weight of each example; the weighted sum is divided by the sum of the weights, and is 0 if that is 0
     */
    public static NDArray crossEntropy(NDArray logits, NDArray targets, NDArray weights) {
        return LossesScript.softCrossEntropy(logits, targets, weights);
    }

    /**
     * Mean Kullback-Leibler divergence of the predictions from target distributions q: {@code sum q (log q - log p)}. It is {@link
     * #crossEntropy(NDArray, NDArray, NDArray)} minus the entropy of the targets, so that its minimum is 0; the gradients are the same.
     *
     * @param logits (B, C)
     * @param targets (B, C), each row sums to 1
     * @param weights (B), as for the cross-entropy
     */
    public static NDArray divergence(NDArray logits, NDArray targets, NDArray weights) {
        return LossesScript.divergence(logits, targets, weights);
    }

    /**
     * The loss of partial labels, of which exactly one is right (Jin and Ghahramani, NIPS 2002): the mean of {@code -log} of the total
     * probability of the candidates.
     *
     * @param logits (B, C)
     * @param candidates (B, C): 1 for candidates, 0 for other classes
     * @param weights (B), as for the cross-entropy; 0 for examples without a candidate
     */
    public static NDArray candidates(NDArray logits, NDArray candidates, NDArray weights) {
        return LossesScript.candidates(logits, candidates, weights);
    }

    /** The mean over the rows of (B, D) and (B, D) of their squared Euclidean distance, which is a sum over D and not a mean. */
    public static NDArray squaredDistance(NDArray x, NDArray y) {
        return LossesScript.squaredDistance(x, y);
    }

    /**
     * A loss times a factor. Do not use DJL's own product or quotient with a number in a pass that is recorded: it puts the number into an
     * array of Java's memory, which the backward pass reads after the array was closed and its memory perhaps reused. Moreover, it copies
     * the number to the GPU, so that the host waits for the end of the forward pass before it can start the backward pass.
     */
    public static NDArray scaled(NDArray loss, double factor) {
        return LossesScript.scaled(loss, factor);
    }
}
