package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.TorchFunctions;

/** Distances of pairs of representations, and the losses that teach them. Row i of one side belongs to row i of the other. */
public final class PairLosses {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(PairLosses.class, "pairs.py");

    private PairLosses() {}

    /**
     * Euclidean distances of pairs (B), at least sqrt(1e-7): {@code D = sqrt(max(sum (x - y)^2, 1e-7))}.
     *
     * @param x (B, D)
     * @param y (B, D)
     */
    public static NDArray distance(NDArray x, NDArray y) {
        return FUNCTIONS.call("distance", x, y);
    }

    /** Cosines of pairs (B): (B, D) and (B, D), of any length. */
    public static NDArray cosine(NDArray x, NDArray y) {
        return FUNCTIONS.call("cosine", x, y);
    }

    /**
     * The contrastive loss (Hadsell, Chopra and LeCun 2006, equation 4): the mean over pairs of {@code (1 - t) / 2 D^2 + t / 2 max(0, margin -
     * D)^2}.
     *
     * @param dissimilar t (B), of the vectors' type: 0 for similar pairs, 1 for dissimilar ones
     */
    public static NDArray contrastive(NDArray x, NDArray y, NDArray dissimilar, double margin) {
        return FUNCTIONS.call("contrastive", x, y, dissimilar, margin);
    }

    /**
     * The mean squared difference of the pairs' cosines from graded targets, as sentence encoders are tuned on graded similarity (Reimers
     * and Gurevych 2019).
     *
     * @param targets (B), of the vectors' type, in [-1, 1]
     */
    public static NDArray gradedCosine(NDArray x, NDArray y, NDArray targets) {
        return FUNCTIONS.call("graded_cosine", x, y, targets);
    }

    /**
     * In-batch negatives (multiple negatives ranking, Henderson et al. 2017): the mean over pairs of the cross-entropy of the own partner
     * among all partners of the batch, by scaled cosines.
     *
     * @param x (B, D) queries
     * @param y (B, D) their partners
     * @param groups (B) int64; pairs of one group are no negatives of each other. All distinct when nothing is known
     * @param scale of the cosines, above 0; 20 is usual
     * @param symmetric whether the partners must find their queries as well; the loss is then the mean of both directions
     */
    public static NDArray inBatchNegatives(NDArray x, NDArray y, NDArray groups, double scale, boolean symmetric) {
        return FUNCTIONS.call("in_batch_negatives", x, y, groups, scale, symmetric);
    }
}
