package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;

/**
 * The losses of classes that examples do not have (complementary labels; complementary.md, section Losses). Most give the losses (B, C) of
 * excluding each class, whose {@link #mean} counts the answers. Targets (B, C) are minus the number of answers that exclude a class, and 1 for a
 * class that is known to be right.
 */
public final class ExclusionLosses {
    /** The loss of a class that is named, in the unbiased risk. */
    public enum Named {
        /** -log p. */
        NLL(0),
        /** 2 - 2 p, which is bounded. */
        MAE(1),
        /** (1 - p^0.7) / 0.7, which is bounded. */
        GCE(2),
        /** 0.1 times -log p plus the reverse cross-entropy (symmetric learning), in which log 0 is replaced by log 1e-4: 9.21 (1 - p). */
        SL(3);

        /** Number of this choice in the script. */
        private final int code;

        Named(int code) {
            this.code = code;
        }
    }

    /** What becomes of negative parts of the unbiased risk. */
    public enum Correction {
        /** They stay. */
        NONE(0),
        /** They count 0 (NN). */
        NON_NEGATIVE(1),
        /** If there are any, only they are trained, upwards (GA). */
        GRADIENT_ASCENT(2);

        /** Number of this choice in the script. */
        private final int code;

        Correction(int code) {
            this.code = code;
        }
    }

    /** The loss of the total probability P of the classes that were not excluded. */
    public enum Set {
        /** 1 - P. */
        MAE(0),
        /** exp(-P). */
        EXP(1),
        /** -log P. */
        LOG(2);

        /** Number of this choice in the script. */
        private final int code;

        Set(int code) {
            this.code = code;
        }
    }

    private ExclusionLosses() {}

    /**
     * Returns the mean over the answers of a batch.
     *
     * @param losses loss of excluding each class (B, C)
     * @param targets (B, C)
     * @param weights weights of the examples (B); empty if all are the same
     */
    public static NDArray mean(NDArray losses, NDArray targets, Optional<NDArray> weights) {
        return ExclusionsScript.mean(losses, targets, ones(targets, weights));
    }

    /** SCL-NL: {@code -log(1 - p)} (B, C), which is exact where a probability rounds to 1. */
    public static NDArray sclNl(NDArray logits) {
        return ExclusionsScript.sclNl(logits);
    }

    /** SCL-EXP: {@code exp(p)} (B, C), which is bounded. */
    public static NDArray sclExp(NDArray logits) {
        return ExclusionsScript.sclExp(logits);
    }

    /** FWD: {@code -log(p Q + 1e-6)} (B, C). */
    public static NDArray forward(NDArray logits, NDArray transition) {
        return ExclusionsScript.forwardCorrected(logits, transition);
    }

    /** L-UW: {@code -log softmax(1 - p)} (B, C); L-W if it is weighted by {@code 1 + (1 - p) / (C - 1)}, which has a gradient as well. */
    public static NDArray discriminative(NDArray logits, boolean weighted) {
        return ExclusionsScript.discriminative(logits, weighted);
    }

    /** PC: the sum over the other classes k of {@code 1 / (1 + exp(z_k - z_c))} (B, C). */
    public static NDArray pairwise(NDArray logits) {
        return ExclusionsScript.pairwise(logits);
    }

    /** OP: {@code -log softmax(-z)} (B, C); if it is weighted, times {@code p softmax(1 / softmax(-z) + 1)}, which has a gradient as well. */
    public static NDArray orderPreserving(NDArray logits, boolean weighted) {
        return ExclusionsScript.orderPreserving(logits, weighted);
    }

    /**
     * SCARCE: the risk of a batch when each class is told from the rest: with g = 1 - 1/C, the sum over the classes k of {@code g mean over the
     * answers k of softplus(z_k) + |mean over all answers of softplus(-z_k) - g mean over the answers k of softplus(-z_k)|}.
     */
    public static NDArray oneAgainstRest(NDArray logits, NDArray targets, Optional<NDArray> weights) {
        return ExclusionsScript.oneAgainstRest(logits, targets, ones(targets, weights));
    }

    /** MCL: the mean over the examples of a loss of the set of their excluded classes. */
    public static NDArray multiple(NDArray logits, NDArray targets, Optional<NDArray> weights, Set form) {
        return ExclusionsScript.multiple(logits, targets, ones(targets, weights), form.code);
    }

    /**
     * URE: the unbiased risk of a batch, whose parts are those of the true classes: {@code R_k = sum over j of prior_j Qinv[j][k] mean over the
     * answers j of l_k}.
     *
     * @param inverse inverse of the transition matrix (C, C)
     * @param prior share of each class among all answers of the training (C)
     */
    public static NDArray unbiased(
            NDArray logits,
            NDArray targets,
            Optional<NDArray> weights,
            NDArray inverse,
            NDArray prior,
            Named form,
            Correction correction) {
        return ExclusionsScript.unbiased(
                logits, targets, ones(targets, weights), inverse, prior, form.code, correction.code);
    }

    /**
     * Joins the loss of the answers with the cross-entropy of the classes that are known.
     *
     * @param loss mean loss of the answers of the batch
     * @param count number of answers as which a class counts that is known, above 0
     */
    public static NDArray withTrusted(
            NDArray loss, NDArray logits, NDArray targets, Optional<NDArray> weights, double count) {
        return ExclusionsScript.withTrusted(loss, logits, targets, ones(targets, weights), count);
    }

    private static NDArray ones(NDArray targets, Optional<NDArray> weights) {
        return weights.orElseGet(
                () -> targets.getManager().ones(new Shape(targets.getShape().get(0)), targets.getDataType()));
    }
}
