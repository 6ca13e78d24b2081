package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.OutputFunction;
import java.util.Optional;

/**
 * The objective of SimGCD (Wen, Zhao and Qi, "Parametric Classification for Generalized Category Discovery", ICCV 2023, arXiv 2211.11727):
 * {@code (1 - l)(distillation + e * mean entropy + InfoNCE) + l (cross-entropy + supervised contrast)}. The weight e of the mean entropy
 * keeps the predictions from leaving the new classes empty.
 *
 * @param classes number of classes K
 * @param student temperature of the predictions
 * @param supervised weight l of the labelled examples, in [0, 1]
 * @param entropy weight e of the mean entropy, at least 0
 * @param infoNce temperature of the contrast of views
 * @param supCon temperature of the contrast of classes
 */
public record CategoryDiscovery(
        int classes, double student, double supervised, double entropy, double infoNce, double supCon) {
    /** Share of the batches before in the moving average of the mean prediction. */
    private static final double KEEP = 0.9;

    /** Share of the predictions that are known before in what each view learns. */
    private static final double AGREED = 0.5;

    /**
     * Returns the loss as a function of outputs (2B, K + P): the first views of a batch and then its second views. The first K columns are
     * cosines with the classes; the others are a projection, of which the two contrastive terms are computed, or nothing.
     *
     * @param labels class of each view, or -1 (2B), int64
     * @param teacher temperature of the predictions that the other view learns
     */
    public OutputFunction of(NDArray labels, double teacher) {
        return of(labels, teacher, Optional.empty(), Optional.empty());
    }

    /**
     * Returns the same with what is known of other batches and other trainings.
     *
     * @param before mean prediction of the batches before (K), zeros before the first one, if batches are small for the number of classes:
     *     the mean entropy is then that of a moving average of the mean predictions, since a single batch lacks many classes
     * @param agreed predictions for the views on which other trainings agree (2B, K): each view then learns the mean of the other view's
     *     prediction and of this one
     */
    public OutputFunction of(NDArray labels, double teacher, Optional<NDArray> before, Optional<NDArray> agreed) {
        NDArray none = labels.getManager().zeros(new Shape(1));
        return DiscoveryScript.objective(
                labels,
                before.orElse(none),
                before.isPresent() ? KEEP : 0,
                agreed.orElse(none),
                agreed.isPresent() ? AGREED : 0,
                classes,
                student,
                teacher,
                supervised,
                entropy,
                infoNce,
                supCon);
    }

    /** Adds a batch to the mean prediction of those before it, in place. */
    public void remember(NDArray before, NDArray outputs) {
        DiscoveryScript.remember(before, outputs, KEEP, student);
    }

    /** Returns the loss of labelled examples alone: cross-entropy and supervised contrast. */
    public CategoryDiscovery ofLabels() {
        return new CategoryDiscovery(classes, student, 1, entropy, infoNce, supCon);
    }

    /**
     * Returns some rows (M, D) of an array.
     *
     * @param array (N, D)
     * @param rows (M) int64
     */
    public static NDArray picked(NDArray array, NDArray rows) {
        return DiscoveryScript.picked(array, rows);
    }

    /** Returns the cosines (B, K) with the classes of outputs (B, K + P). */
    public static NDArray cosines(NDArray outputs, int classes) {
        return outputs.get(":, :" + classes);
    }

    /**
     * Returns the probabilities (B, K) of outputs (B, K + P).
     *
     * @param outputs outputs without dropout
     */
    public NDArray probabilities(NDArray outputs) {
        return DiscoveryScript.probabilities(outputs, classes, student);
    }
}
