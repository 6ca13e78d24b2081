package io.winnow.trainer.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.winnow.models.torch.TorchFunctions;

/**
 * The map that takes vectors' mean off and scales their principal components to equal variance.
 *
 * @param mean (1, D)
 * @param matrix (D, d), components in the order of their variance, the smallest first
 */
public record Whitening(NDArray mean, NDArray matrix) {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(Whitening.class, "whiten.py");

    /**
     * By the vectors' own statistics.
     *
     * @param vectors (N, D)
     * @param dimension d, components kept, those of the largest variance; at most D
     * @param ridge added to the variances, as a share of their mean
     */
    public static Whitening of(NDArray vectors, int dimension, double ridge) {
        NDList parts = FUNCTIONS.callList("whitening", vectors, dimension, ridge);
        return new Whitening(parts.get(0), parts.get(1));
    }

    /** (N, D) to (N, d). */
    public NDArray apply(NDArray vectors) {
        return FUNCTIONS.call("whitened", vectors, mean, matrix);
    }

    /**
     * The same as a linear layer: weight (out, D) and bias (out). Beyond d dimensions a random isometry follows, which changes no angle.
     *
     * @param normal (out, d), independent normal numbers; only used where out is above d
     */
    public NDList layer(NDArray normal) {
        return FUNCTIONS.callList("layer", mean, matrix, normal);
    }
}
