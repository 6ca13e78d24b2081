package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Mixup (Zhang et al., arXiv 1710.09412): convex combinations of the examples of a batch with a permutation of the same examples. */
public final class Mixup {
    private Mixup() {}

    /**
     * The mixtures of a batch.
     *
     * @param order (B) int64: the index of each example's partner
     * @param share (1): the mixing coefficient, the weight of the example itself in its mixture, in [0, 1]
     */
    public record Mixtures(NDArray order, NDArray share) {
        /** Mixes rows (B, ..) of each example with those of its partner. */
        public NDArray of(NDArray x) {
            return mix(x, order, share);
        }

        /** Returns the rows (B, ..) of each example's partner. */
        public NDArray partners(NDArray x) {
            return MixupScript.rows(x, order);
        }

        /**
         * Mixes two losses of the mixtures.
         *
         * @param own mean loss with the labels of the examples themselves, a scalar
         * @param partners mean loss with the labels of their partners
         */
        public NDArray losses(NDArray own, NDArray partners) {
            return MixupScript.mixLosses(own, partners, share);
        }
    }

    /**
     * Mixes some examples with others.
     *
     * @param x (B, ..)
     * @param first (M) int64: indices of the examples whose weight is the mixing coefficient
     * @param second (M) int64: indices of the others
     * @param share (1): the mixing coefficient, in [0, 1]
     * @return (M, ..)
     */
    public static NDArray mix(NDArray x, NDArray first, NDArray second, NDArray share) {
        return MixupScript.mixRows(x, first, second, share);
    }

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
