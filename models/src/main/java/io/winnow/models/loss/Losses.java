package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.OutputFunction;
import io.winnow.models.torch.TorchFunctions;
import java.util.List;

/** The standard losses: InfoNCE, cross-entropy, and the squared distance between representations. */
public final class Losses {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(Losses.class, "losses.py");

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
        return new OutputFunction(FUNCTIONS, "info_nce", List.of(keys, queue, temperature));
    }

    /** Scales each row of (N, D) to norm 1; rows of zeros stay zero. */
    public static NDArray unitRows(NDArray x) {
        return FUNCTIONS.call("unit_rows", x);
    }

    /**
     * Mean cross-entropy.
     *
     * @param logits (B, C)
     * @param classes (B) int64
     * @param smoothing label smoothing: the fraction of the target that is spread evenly over all classes, in [0, 1)
     */
    public static NDArray crossEntropy(NDArray logits, NDArray classes, double smoothing) {
        return FUNCTIONS.call("cross_entropy", logits, classes, smoothing);
    }

    /**
     * Mean binary cross-entropy over examples and classes.
     *
     * @param logits (B, C)
     * @param targets (B, C), in [0, 1]
     */
    public static NDArray binaryCrossEntropy(NDArray logits, NDArray targets) {
        return FUNCTIONS.call("binary_cross_entropy", logits, targets);
    }

    /**
     * Cross-entropy with target distributions, such as those that mixup produces, as a weighted mean over the examples.
     *
     * @param logits (B, C)
     * @param targets (B, C), each row sums to 1
     * @param weights (B), the weight of each example; the weighted sum is divided by the sum of the weights
     */
    public static NDArray crossEntropy(NDArray logits, NDArray targets, NDArray weights) {
        return FUNCTIONS.call("soft_cross_entropy", logits, targets, weights);
    }

    /** The mean over the rows of (B, D) and (B, D) of their squared Euclidean distance, which is a sum over D and not a mean. */
    public static NDArray squaredDistance(NDArray x, NDArray y) {
        return FUNCTIONS.call("squared_distance", x, y);
    }

    /**
     * A loss times a factor. DJL's own product with a number copies the number to the GPU, which would make the host wait for the end of
     * the forward pass before it can start the backward pass.
     */
    public static NDArray scaled(NDArray loss, double factor) {
        return FUNCTIONS.call("scaled", loss, factor);
    }
}
