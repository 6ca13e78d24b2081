package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;

/** The losses of classes that examples do not have (complementary labels). Each gives the losses (B, C) of excluding each class. */
public final class ExclusionLosses {
    private ExclusionLosses() {}

    /**
     * Returns the mean over the answers of a batch.
     *
     * @param losses loss of excluding each class (B, C)
     * @param targets (B, C): minus the number of answers that exclude a class
     * @param weights weights of the examples (B); empty if all are the same
     */
    public static NDArray mean(NDArray losses, NDArray targets, Optional<NDArray> weights) {
        return ExclusionsScript.mean(
                losses,
                targets,
                weights.orElseGet(() ->
                        targets.getManager().ones(new Shape(targets.getShape().get(0)))));
    }

    /** Returns {@code -log(1 - p)} (B, C), which is exact where a probability rounds to 1. */
    public static NDArray sclNl(NDArray logits) {
        return ExclusionsScript.sclNl(logits);
    }
}
