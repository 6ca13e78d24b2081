package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/** Losses for label sets most of whose classes are rare, see {@link MultiLabelLoss}. They depend on how many examples have each class. */
public final class LongTailLosses {
    private LongTailLosses() {}

    /**
     * Settings of {@link #distributionBalanced}, named as in the paper.
     *
     * @param alpha what is added to the weight of a pair
     * @param beta how steeply the weight rises with the need of an example
     * @param mu need at which the weight is alpha + 0.5
     * @param lambda factor of the logits of negatives, above 0
     * @param kappa how far the logits of rare classes are lowered
     * @param gamma focusing exponent, at least 0
     */
    public record DistributionBalance(double alpha, double beta, double mu, double lambda, double kappa, double gamma) {
        public DistributionBalance {
            MultiLabelLoss.require(lambda > 0, "lambda must be above 0", lambda);
            MultiLabelLoss.require(gamma >= 0, "gamma must not be negative", gamma);
        }

        private double[] bias(int[] counts, int examples) {
            double[] bias = new double[counts.length];
            for (int c = 0; c < bias.length; c++) {
                bias[c] = -kappa / lambda * Math.log((double) examples / within(counts[c], examples) - 1);
            }
            return bias;
        }

        /** A class that no or every example has is treated like one that one example has or lacks. */
        private static int within(int count, int examples) {
            return Math.max(1, Math.min(count, examples - 1));
        }
    }

    /**
     * Distribution-balanced loss (Wu et al., arXiv 2007.09654), which takes unknown pairs for negatives: a focal loss whose pairs weigh more
     * if the example is needed more for the class than for its other classes, and whose negatives push rare classes down less.
     *
     * @param counts number of positive training labels of each class (C)
     * @param examples number of training examples, at least 2
     * @param like an array of the device and data type of the logits
     */
    public static MultiLabelLoss distributionBalanced(
            int[] counts, int examples, DistributionBalance balance, NDArray like) {
        MultiLabelLoss.require(examples >= 2, "at least two examples are needed", examples);
        float[] clamped = new float[counts.length];
        for (int c = 0; c < clamped.length; c++) {
            clamped[c] = DistributionBalance.within(counts[c], examples);
        }
        NDArray each = like.getManager().create(clamped).toType(like.getDataType(), false);
        NDArray bias = like.getManager().create(balance.bias(counts, examples)).toType(like.getDataType(), false);
        return new MultiLabelLoss(
                false,
                (logits, states) -> MultilabelScript.pairsDistributionBalanced(
                        logits,
                        states,
                        each,
                        bias,
                        balance.alpha,
                        balance.beta,
                        balance.mu,
                        balance.lambda,
                        balance.gamma),
                (states, weights, positives, byExample) -> MultilabelScript.meanDistributionBalanced(
                        states,
                        weights,
                        positives,
                        byExample,
                        each,
                        bias,
                        balance.alpha,
                        balance.beta,
                        balance.mu,
                        balance.lambda,
                        balance.gamma));
    }

    /**
     * Settings of {@link #multiFocal}.
     *
     * @param power exponent of the rarity of a class, 1 - log(count / largest count), at least 0
     * @param positive focusing exponent of positives, at least 0
     * @param positiveRarity how much the rarity of the class adds to it
     * @param negative focusing exponent of negatives, at least 0
     * @param negativeRarity how much the rarity of the class adds to it
     * @param margin probability up to which a negative has neither loss nor gradient, in [0, 1)
     * @param weighted whether the pairs of a class weigh as much as its rarity
     * @param detach whether the focusing factors receive no gradient
     */
    public record MultiFocus(
            double power,
            double positive,
            double positiveRarity,
            double negative,
            double negativeRarity,
            double margin,
            boolean weighted,
            boolean detach) {
        public MultiFocus {
            MultiLabelLoss.require(power >= 0, "the exponent of rarity must not be negative", power);
            MultiLabelLoss.require(margin >= 0 && margin < 1, "margin must be in [0, 1)", margin);
        }

        /** Rarity of each class (C): 1 for the most frequent class, more for the others. A class without a positive counts as one with one. */
        public double[] rarity(int[] counts) {
            int largest = Math.max(1, Arrays.stream(counts).max().orElse(1));
            return Arrays.stream(counts)
                    .mapToDouble(count -> Math.pow(1 - Math.log((double) Math.max(1, count) / largest), power))
                    .toArray();
        }
    }

    /**
     * Multi-focal modifier (MFM; Zhang et al., arXiv 2304.10539, section 3.2), which takes unknown pairs for negatives: the asymmetric loss
     * whose exponents grow with the rarity of the class, so that rare classes forgive their negatives more.
     *
     * @param counts number of positive training labels of each class (C)
     * @param like an array of the device and data type of the logits
     */
    public static MultiLabelLoss multiFocal(int[] counts, MultiFocus focus, NDArray like) {
        double[] rarity = focus.rarity(counts);
        NDArray positive = row(rarity, focus.positive, focus.positiveRarity, like);
        NDArray negative = row(rarity, focus.negative, focus.negativeRarity, like);
        NDArray factors = focus.weighted ? row(rarity, 0, 1, like) : row(rarity, 1, 0, like);
        return new MultiLabelLoss(
                false,
                (logits, states) -> MultilabelScript.pairsMultiFocal(
                        logits, states, positive, negative, factors, focus.margin, focus.detach),
                (states, weights, positives, byExample) -> MultilabelScript.meanMultiFocal(
                        states,
                        weights,
                        positives,
                        byExample,
                        positive,
                        negative,
                        factors,
                        focus.margin,
                        focus.detach));
    }

    private static NDArray row(double[] rarity, double base, double slope, NDArray like) {
        double[] row = Arrays.stream(rarity).map(each -> base + slope * each).toArray();
        return like.getManager().create(row).toType(like.getDataType(), false);
    }
}
