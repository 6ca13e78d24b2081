package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Mixup (Zhang et al., arXiv 1710.09412): convex combinations of the examples of a batch with a permutation of the same examples. */
public final class Mixup {
    private Mixup() {}

    /**
     * Draws a mixing coefficient (the paper's lambda) from Beta(alpha, alpha) with PyTorch's random generator.
     *
     * @return (1)
     */
    public static NDArray draw(double alpha, NDManager manager) {
        try (NDArray parameters = manager.create(new float[] {(float) alpha, (float) alpha})) {
            return MixupScript.draw(parameters);
        }
    }

    /**
     * Mixes each example with its partner: {@code share * x + (1 - share) * x[order]}.
     *
     * @param x (B, ..)
     * @param order (B) int64: the index of each example's partner
     * @param share (1): the mixing coefficient, in [0, 1]
     */
    public static NDArray mix(NDArray x, NDArray order, NDArray share) {
        return MixupScript.mix(x, order, share);
    }
}
