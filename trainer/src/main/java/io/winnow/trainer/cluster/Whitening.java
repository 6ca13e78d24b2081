package io.winnow.trainer.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * PCA whitening: a linear map that subtracts the mean of the vectors and scales their principal components to equal variance.
 *
 * @param mean (1, D)
 * @param matrix (D, d), one column for each component, in ascending order of variance
 */
public record Whitening(NDArray mean, NDArray matrix) {
    /**
     * Estimates the whitening from vectors.
     *
     * @param vectors (N, D)
     * @param dimension d, the number of components to keep, which are those with the largest variance; at most D
     * @param ridge added to the variance of each component, as a fraction of the mean variance
     */
    public static Whitening of(NDArray vectors, int dimension, double ridge) {
        NDList parts = WhitenScript.whitening(vectors, dimension, ridge);
        return new Whitening(parts.get(0), parts.get(1));
    }

    /** Whitens vectors: (N, D) to (N, d). */
    public NDArray apply(NDArray vectors) {
        return WhitenScript.whitened(vectors, mean, matrix);
    }

    /**
     * Returns the same map as a linear layer: weight (out, D) and bias (out). If out is larger than d, the result is embedded into out
     * dimensions by a random isometry, which preserves all lengths and angles.
     *
     * @param normal (out, d) independent standard normal numbers; used only if out is larger than d
     */
    public NDList layer(NDArray normal) {
        return WhitenScript.layer(mean, matrix, normal);
    }
}
