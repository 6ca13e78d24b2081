package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.OutputFunction;
import io.winnow.models.torch.TorchFunctions;
import java.util.List;

/** The standard losses. */
public final class Losses {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(Losses.class, "losses.py");

    private Losses() {}

    /**
     * InfoNCE with a queue of negatives (MoCo, arXiv 1911.05722, equation 1): the mean over queries of the cross-entropy of the own key
     * among itself and the queue.
     *
     * @param queries (B, D), of any length
     * @param keys (B, D), of any length; no gradient reaches them
     * @param queue (K, D), unit rows
     */
    public static NDArray infoNce(NDArray queries, NDArray keys, NDArray queue, double temperature) {
        return infoNce(keys, queue, temperature).of(queries);
    }

    /** The same, of the queries. */
    public static OutputFunction infoNce(NDArray keys, NDArray queue, double temperature) {
        return new OutputFunction(FUNCTIONS, "info_nce", List.of(keys, queue, temperature));
    }

    /** Unit rows of (N, D). */
    public static NDArray unitRows(NDArray x) {
        return FUNCTIONS.call("unit_rows", x);
    }

    /**
     * Mean cross-entropy.
     *
     * @param logits (B, C)
     * @param classes (B) int64
     * @param smoothing share of the target that is spread over all classes, in [0, 1)
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
     * Cross-entropy with targets that are distributions, as mixup makes them: the mean over examples, each with a weight.
     *
     * @param logits (B, C)
     * @param targets (B, C), rows that sum to 1
     * @param weights (B), of examples; their sum divides
     */
    public static NDArray crossEntropy(NDArray logits, NDArray targets, NDArray weights) {
        return FUNCTIONS.call("soft_cross_entropy", logits, targets, weights);
    }

    /** The mean over rows of the squared Euclidean distance, summed over columns: (B, D) and (B, D). */
    public static NDArray squaredDistance(NDArray x, NDArray y) {
        return FUNCTIONS.call("squared_distance", x, y);
    }

    /**
     * A loss times a factor. DJL's own product uploads the factor, and so waits between the forward and the backward pass until a GPU has
     * done the former.
     */
    public static NDArray scaled(NDArray loss, double factor) {
        return FUNCTIONS.call("scaled", loss, factor);
    }
}
