package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.OutputFunction;

/**
 * A loss for label sets of which some labels may be unknown. It takes logits z (B, C) and states (B, C) of the same data type: 1 for a
 * positive, 0 for an unknown and -1 for a negative pair of an example and a class. Each loss says what it does with unknown pairs. Below, p
 * = sigmoid(z). All losses are computed from softplus, so that neither they nor their gradients are cut off for large logits.
 */
public final class MultiLabelLoss {
    /** By what the sum of the losses of all pairs is divided. */
    public enum Reduction {
        /** The number of examples times the number of classes. The size of gradients does not depend on the number of classes. */
        MEAN,
        /** The number of examples: the losses of an example are added up. */
        EXAMPLE
    }

    @FunctionalInterface
    interface PerPair {
        NDArray of(NDArray logits, NDArray states);
    }

    @FunctionalInterface
    interface Mean {
        OutputFunction of(NDArray states, NDArray weights, NDArray positiveWeights, boolean byExample);
    }

    private final boolean needsNegatives;
    private final PerPair perPair;
    private final Mean mean;

    MultiLabelLoss(boolean needsNegatives, PerPair perPair, Mean mean) {
        this.needsNegatives = needsNegatives;
        this.perPair = perPair;
        this.mean = mean;
    }

    private static MultiLabelLoss binary(boolean needsNegatives, double unknown, double smoothing) {
        return new MultiLabelLoss(
                needsNegatives,
                (logits, states) -> MultilabelScript.pairsBinary(logits, states, unknown, smoothing),
                (states, weights, positives, byExample) ->
                        MultilabelScript.meanBinary(states, weights, positives, byExample, unknown, smoothing));
    }

    /** Binary cross-entropy that takes unknown pairs for negatives ("assume negative", AN; Cole et al., arXiv 2106.09708). */
    public static MultiLabelLoss assumeNegative() {
        return binary(false, 1, 0);
    }

    /** Binary cross-entropy of the known pairs. */
    public static MultiLabelLoss knownOnly() {
        return binary(true, 0, 0);
    }

    /**
     * Binary cross-entropy that takes unknown pairs for negatives of less weight ("weak assume negative", WAN; arXiv 2106.09708).
     *
     * @param weight weight of an unknown pair, in [0, 1]; the paper uses 1 / (C - 1)
     */
    public static MultiLabelLoss weakNegatives(double weight) {
        require(weight >= 0 && weight <= 1, "the weight of unknown pairs must be in [0, 1]", weight);
        return binary(false, weight, 0);
    }

    /**
     * {@link #assumeNegative} with label smoothing (arXiv 2106.09708): the targets are 1 - smoothing and smoothing instead of
     * 1 and 0.
     *
     * @param smoothing in [0, 0.5)
     */
    public static MultiLabelLoss smoothed(double smoothing) {
        require(smoothing >= 0 && smoothing < 0.5, "smoothing must be in [0, 0.5)", smoothing);
        return binary(false, 1, smoothing);
    }

    /**
     * Partial binary cross-entropy (Durand et al., CVPR 2019): the known pairs of an example have the weight {@code
     * alpha * r^gamma + beta}, where r is the share of its classes that are known. Published are -4.45, 5.45 and 1, which give the weight 1
     * to a fully known example and a weight near 5 to a hardly known one.
     *
     * @param gamma exponent of the share, above 0
     */
    public static MultiLabelLoss partial(double alpha, double beta, double gamma) {
        require(gamma > 0, "gamma must be above 0", gamma);
        return new MultiLabelLoss(
                true,
                (logits, states) -> MultilabelScript.pairsPartial(logits, states, alpha, beta, gamma),
                (states, weights, positives, byExample) ->
                        MultilabelScript.meanPartial(states, weights, positives, byExample, alpha, beta, gamma));
    }

    /**
     * Focal loss (Lin et al., arXiv 1708.02002, equation 4), which takes unknown pairs for negatives: {@code (1 - p)^gamma * -log p} for a
     * positive and {@code p^gamma * -log(1 - p)} for a negative pair.
     *
     * @param gamma focusing exponent, at least 0; usually 2
     */
    public static MultiLabelLoss focal(double gamma) {
        require(gamma >= 0, "gamma must not be negative", gamma);
        return new MultiLabelLoss(
                false,
                (logits, states) -> MultilabelScript.pairsFocal(logits, states, gamma),
                (states, weights, positives, byExample) ->
                        MultilabelScript.meanFocal(states, weights, positives, byExample, gamma));
    }

    /**
     * Asymmetric loss (ASL; Ridnik et al., arXiv 2009.14119), which takes unknown pairs for negatives. With {@code q =
     * max(p - margin, 0)}, it is {@code (1 - p)^gammaPositive * -log p} for a positive and {@code q^gammaNegative * -log(1 - q)} for a
     * negative pair. The published code adds up all pairs of the batch, so its learning rates are not those of {@link Reduction#MEAN}.
     *
     * @param gammaPositive focusing exponent of positives, at least 0
     * @param gammaNegative focusing exponent of negatives, at least 0
     * @param margin probability up to which a negative has neither loss nor gradient, in [0, 1)
     * @param detach whether the focusing factors receive no gradient
     */
    public static MultiLabelLoss asymmetric(double gammaPositive, double gammaNegative, double margin, boolean detach) {
        require(gammaPositive >= 0, "the exponent of positives must not be negative", gammaPositive);
        require(gammaNegative >= 0, "the exponent of negatives must not be negative", gammaNegative);
        require(margin >= 0 && margin < 1, "margin must be in [0, 1)", margin);
        return new MultiLabelLoss(
                false,
                (logits, states) ->
                        MultilabelScript.pairsAsymmetric(logits, states, gammaPositive, gammaNegative, margin, detach),
                (states, weights, positives, byExample) -> MultilabelScript.meanAsymmetric(
                        states, weights, positives, byExample, gammaPositive, gammaNegative, margin, detach));
    }

    /**
     * Hill loss (Zhang et al., arXiv 2112.07368), which takes unknown pairs for negatives: the focal loss of the logit {@code z
     * - margin} for a positive, and {@code (lambda - p) * p^2} for a negative pair, whose gradient vanishes for confident predictions. The
     * paper uses 1, 2 and 1.5.
     *
     * @param gamma focusing exponent of positives, at least 0
     */
    public static MultiLabelLoss hill(double margin, double gamma, double lambda) {
        require(gamma >= 0, "gamma must not be negative", gamma);
        return new MultiLabelLoss(
                false,
                (logits, states) -> MultilabelScript.pairsHill(logits, states, margin, gamma, lambda),
                (states, weights, positives, byExample) ->
                        MultilabelScript.meanHill(states, weights, positives, byExample, margin, gamma, lambda));
    }

    /**
     * Whether this loss ignores unknown pairs. If no pair is negative, its minimum is to predict every class for every example, so it must
     * not be used on data without negatives.
     */
    public boolean needsNegatives() {
        return needsNegatives;
    }

    /**
     * Factors for the positives of each class that even out part of their rarity: the square root of negatives / positives, at most 10.
     *
     * @param positives number of positive training labels of each class (C)
     * @param negatives number of negative training labels of each class (C), including unknown ones if the loss takes them for negatives
     * @return (C), for {@link #mean}
     */
    public static float[] positiveWeights(int[] positives, int[] negatives) {
        float[] weights = new float[positives.length];
        for (int c = 0; c < weights.length; c++) {
            weights[c] = (float) Math.min(10, Math.sqrt((double) negatives[c] / Math.max(1, positives[c])));
        }
        return weights;
    }

    /**
     * The losses of all pairs (B, C), not divided by their number.
     *
     * @param logits (B, C)
     * @param states (B, C): 1, 0 or -1
     */
    public NDArray perPair(NDArray logits, NDArray states) {
        return perPair.of(logits, states);
    }

    /**
     * The mean loss of a batch as a function of the logits (B, C).
     *
     * @param states (B, C): 1, 0 or -1
     * @param weights (B) weights of the examples; their sum is what the sum over the examples is divided by
     * @param positiveWeights (C) factors of the losses of each class's positives; they do not change the divisor
     */
    public OutputFunction mean(NDArray states, NDArray weights, NDArray positiveWeights, Reduction reduction) {
        return mean.of(states, weights, positiveWeights, reduction == Reduction.EXAMPLE);
    }

    /**
     * The mean loss of a batch as it is estimated from a sample of the classes. Its expectation over the samples is {@link #mean}, if the loss
     * of a pair does not depend on other pairs.
     *
     * @param logits logits of the sampled classes (B, S)
     * @param states their states (B, S)
     * @param weights (B) weights of the examples
     * @param columnWeights (S) inverse of the probability with which each class is in the sample
     * @param classes number of all classes
     */
    public NDArray sampledMean(
            NDArray logits, NDArray states, NDArray weights, NDArray columnWeights, int classes, Reduction reduction) {
        return MultilabelScript.meanSampled(
                perPair(logits, states), columnWeights, weights, reduction == Reduction.EXAMPLE ? 1 : classes);
    }

    static void require(boolean condition, String rule, double found) {
        if (!condition) {
            throw new IllegalArgumentException("Multi-label loss: " + rule + "; found " + found + ".");
        }
    }
}
