package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.OutputFunction;

/**
 * Losses for label sets of which some labels are unknown that depend on the other examples of the batch. As in {@link MultiLabelLoss},
 * logits z (B, C) and states (B, C) have the same data type, a state is 1 for a positive, 0 for an unknown and -1 for a negative pair, and p
 * = sigmoid(z).
 */
public final class BatchLabelLosses {
    private BatchLabelLosses() {}

    /**
     * What weighs the pairs of a batch.
     *
     * @param examples weights of the examples (B); their sum is what sums over the examples are divided by
     * @param positives factors of the losses of each class's positives (C)
     */
    public record Weights(NDArray examples, NDArray positives) {}

    /**
     * Expected-positive regularisation (EPR; Cole et al., arXiv 2106.09708, section 4.2): the mean over all pairs of the loss of positives,
     * plus the squared difference, in classes of C, between the mean number of classes that are predicted and the one that is expected.
     *
     * @param expected expected number of positives of an example, in (0, C)
     */
    public static OutputFunction expectedPositives(NDArray states, Weights weights, double expected) {
        return MultilabelScript.meanExpectedPositives(states, weights.examples, weights.positives, expected);
    }

    /**
     * The half of ROLE that trains the network (regularised online label estimation; arXiv 2106.09708, section 4.3): the cross-entropy with
     * the estimated probabilities, which are held, and {@link #expectedPositives}, each with a weight of one half.
     *
     * @param estimates logits of the estimated labels (B, C)
     */
    public static OutputFunction withEstimates(NDArray estimates, NDArray states, Weights weights, double expected) {
        return MultilabelScript.meanRegularised(estimates, states, weights.examples, weights.positives, expected);
    }

    /**
     * The gradient (B, C) of the other half of ROLE for the estimates, in which the predictions are held.
     *
     * @param estimates logits of the estimated labels (B, C)
     * @param logits logits of the network (B, C)
     */
    public static NDArray estimateGradient(NDArray estimates, NDArray logits, NDArray states, double expected) {
        try (Autograd.Recording pause = Autograd.pause()) {
            return MultilabelScript.estimateGradient(estimates, logits, states, expected);
        }
    }

    /**
     * The unknown pairs (B, C) with the largest losses if they were negatives, which are the most likely to be positives (large loss; Kim et
     * al., arXiv 2206.03740, section 3).
     *
     * @param share share of all pairs to pick, in [0, 1]; no more than the unknown ones are picked
     */
    public static NDArray largestUnknown(NDArray logits, NDArray states, double share) {
        try (Autograd.Recording pause = Autograd.pause()) {
            return MultilabelScript.largestUnknown(logits, states, (long) Math.ceil(states.size() * share));
        }
    }

    /** States (B, C) in which the picked pairs (B, C) are positives. */
    public static NDArray withPositives(NDArray states, NDArray picked) {
        return MultilabelScript.withPositives(states, picked);
    }

    /** {@link MultiLabelLoss#assumeNegative} without the picked pairs (B, C), whose loss is 0. */
    public static OutputFunction without(
            NDArray picked, NDArray states, Weights weights, MultiLabelLoss.Reduction reduction) {
        return MultilabelScript.meanWithout(
                states, picked, weights.examples, weights.positives, reduction == MultiLabelLoss.Reduction.EXAMPLE);
    }

    /**
     * Settings of {@link #variational}.
     *
     * @param gamma exponent of a class's mean probability in its weight; 0 for the loss of VPU (Chen et al., arXiv 1906.00642)
     * @param alpha factor of the standard deviation of a class's logits in its temperature, above 0
     * @param least smallest temperature, in (0, 1]
     */
    public record Variational(double gamma, double alpha, double least) {
        public Variational {
            if (gamma < 0 || alpha <= 0 || least <= 0 || least > 1) {
                throw new IllegalArgumentException(
                        "gamma must not be negative, alpha must be above 0, and least in (0, 1];" + " found gamma "
                                + gamma + ", alpha " + alpha + ", least " + least + ".");
            }
        }
    }

    /**
     * Learning from positives and unlabelled pairs (PU-MLC; arXiv 2306.16016, and the authors' code): for each class, the log of its mean
     * probability over the batch less the mean log probability of its positives, added up over the classes. Negatives are treated as unknown.
     * Its outputs are scores within a class rather than probabilities.
     *
     * @param classWeights weights of the classes (C)
     */
    public static OutputFunction variational(
            NDArray states, NDArray exampleWeights, NDArray classWeights, Variational settings) {
        return MultilabelScript.variational(
                states, exampleWeights, classWeights, settings.alpha, settings.gamma, settings.least);
    }

    /**
     * Which examples of a batch are mixed to which mixtures: {@code share * first + (1 - share) * second}.
     *
     * @param first indices of examples (M) int64
     * @param second indices of others (M) int64
     * @param share (1): the mixing coefficient, in [0, 1]
     */
    public record Pairs(NDArray first, NDArray second, NDArray share) {}

    /**
     * Consistency under mixup (VPU, arXiv 1906.00642, and PU-MLC, arXiv 2306.16016): the squared difference between the log probability of a
     * mixture and the log of the mixed probabilities of its parts, added up over the classes and averaged over the mixtures. The probability of
     * a positive is 1. All others are those that the network predicts, through which the gradient passes as well.
     *
     * @param logits logits of the examples (B, C), without temperature
     * @param mixed logits of the mixtures (M, C)
     */
    public static NDArray mixtureDistance(
            NDArray logits, NDArray states, NDArray mixed, Pairs pairs, NDArray exampleWeights, NDArray classWeights) {
        return MultilabelScript.mixtureDistance(
                logits, states, mixed, pairs.first, pairs.second, pairs.share, exampleWeights, classWeights);
    }

    /** Logits (B, C) of which those of positives are lowered by a margin. */
    public static NDArray lowered(NDArray logits, NDArray states, double margin) {
        return MultilabelScript.lowered(logits, states, margin);
    }

    /**
     * The unknown pairs (B, C) that a reflective label corrector takes for positives (COMIC; arXiv 2304.10539, section 3.1): their probability
     * is above a threshold and above the mean of their class in the batch.
     *
     * @param threshold in [0, 1]
     */
    public static NDArray reflected(NDArray logits, NDArray states, double threshold) {
        try (Autograd.Recording pause = Autograd.pause()) {
            return MultilabelScript.reflected(logits, states, threshold);
        }
    }

    /**
     * The sum of the losses of all pairs of a batch, divided by the number of its positives; 0 without a positive.
     *
     * @param pairs losses of all pairs (B, C)
     * @param exampleWeights weights of the examples (B)
     */
    public static NDArray perPositive(NDArray pairs, NDArray states, NDArray exampleWeights) {
        return MultilabelScript.perPositive(pairs, states, exampleWeights);
    }
}
