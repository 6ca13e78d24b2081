package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.OutputFunction;

/**
 * Losses of T numbers per example, of which some may be unknown. Each is a mean over the known numbers of the batch, as a function of the
 * predictions (B, T). In all of them,
 *
 * <ul>
 *   <li>{@code targets} is (B, T), with any value, NaN too, where a number is unknown;
 *   <li>{@code mask} is (B, T): 1 where a number is known and 0 where it is not;
 *   <li>{@code weights} is (B): weights of the examples. The sum of the weights of the known numbers is what the sum is divided by.
 * </ul>
 *
 * A batch without a known number has the loss 0.
 */
public final class NumberLosses {
    private NumberLosses() {}

    /** The mean squared error. */
    public static OutputFunction squared(NDArray targets, NDArray mask, NDArray weights) {
        return NumbersScript.squared(targets, mask, weights);
    }

    /** The mean absolute error. Its gradient is 0 where prediction and target are equal. */
    public static OutputFunction absolute(NDArray targets, NDArray mask, NDArray weights) {
        return NumbersScript.absolute(targets, mask, weights);
    }

    /**
     * The Huber loss (Huber 1964) of the difference d: {@code d^2 / 2} up to {@code |d| = delta}, and {@code delta (|d| - delta / 2)}
     * beyond.
     *
     * @param delta in units of the targets, above 0
     */
    public static OutputFunction huber(NDArray targets, NDArray mask, NDArray weights, double delta) {
        if (!(delta > 0)) {
            throw new IllegalArgumentException("Huber loss: delta must be above 0; found " + delta + ".");
        }
        return NumbersScript.huber(targets, mask, weights, delta);
    }
}
