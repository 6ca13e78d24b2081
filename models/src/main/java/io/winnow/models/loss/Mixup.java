package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.TorchFunctions;

/** Mixup (Zhang et al., arXiv 1710.09412): convex combinations of the examples of a batch with those of another order. */
public final class Mixup {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(Mixup.class, "mixup.py");

    private Mixup() {}

    /** A share (1), drawn from Beta(alpha, alpha) by PyTorch's current seed. */
    public static NDArray draw(double alpha, NDManager manager) {
        try (NDArray parameters = manager.create(new float[] {(float) alpha, (float) alpha})) {
            return FUNCTIONS.call("draw", parameters);
        }
    }

    /**
     * {@code share * x + (1 - share) * x[order]}.
     *
     * @param x (B, ..)
     * @param order (B) int64
     * @param share (1)
     */
    public static NDArray mix(NDArray x, NDArray order, NDArray share) {
        return FUNCTIONS.call("mix", x, order, share);
    }
}
