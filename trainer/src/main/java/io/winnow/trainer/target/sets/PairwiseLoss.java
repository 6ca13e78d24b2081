package io.winnow.trainer.target.sets;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.LongTailLosses;
import io.winnow.models.loss.MultiLabelLoss;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.target.Target;
import java.util.Optional;

/** The losses of label sets that are a mean over the pairs of an example and a class, see {@link MultiLabelLoss}. */
public sealed interface PairwiseLoss extends SetLoss {
    /** What a loss takes an unknown pair for. */
    enum Unknown {
        /** It is left out. */
        IGNORE,
        /** It is taken for a negative pair. */
        NEGATIVE
    }

    /** Binary cross-entropy. */
    @Kind("binary_cross_entropy")
    record BinaryCrossEntropy(
            @Doc("What becomes of classes of which nothing is known. ignore: they are left out; negative: they count "
                    + "as classes that the example does not have.")
            @Default("ignore")
            Unknown unknown,

            @Doc("Weight of an unknown class that is taken for a negative, in [0, 1] (Cole et al., CVPR 2021: 1 /"
                    + " (classes - 1)).")
            @Default("1")
            double unknownWeight,

            @Doc("Label smoothing: targets are 1 - smoothing and smoothing, in [0, 0.5). Needs unknown: negative"
                    + " unless every class is known.")
            @Default("0")
            double smoothing,

            @Default("{}") Sum sum)
            implements PairwiseLoss {
        public BinaryCrossEntropy {
            new Checks()
                    .between("unknown_weight", unknownWeight, 0, 1)
                    .below("smoothing", smoothing, 0, 0.5)
                    .that(
                            smoothing == 0 || unknownWeight == 1,
                            "unknown_weight",
                            "must be 1 together with smoothing; found " + unknownWeight)
                    .done();
        }

        @Override
        public MultiLabelLoss loss(ClassSets given, NDManager manager) {
            if (smoothing > 0) {
                return MultiLabelLoss.smoothed(smoothing);
            } else if (unknown == Unknown.IGNORE) {
                return MultiLabelLoss.knownOnly();
            }
            return MultiLabelLoss.weakNegatives(unknownWeight);
        }

        @Override
        public boolean needsNegatives() {
            return smoothing == 0 && unknown == Unknown.IGNORE;
        }

        @Override
        public Optional<String> refuses(Target target, Labels given) {
            return PairwiseLoss.super
                    .refuses(target, given)
                    .or(() -> smoothing > 0
                                    && unknown == Unknown.IGNORE
                                    && given instanceof ClassSets labels
                                    && !labels.complete()
                            ? Optional.of(
                                    "with smoothing needs to know of every class whether an example has it, but some"
                                            + " are unknown and unknown is ignore. Set unknown: negative, or leave"
                                            + " smoothing out")
                            : Optional.empty());
        }
    }

    /** Partial binary cross-entropy (Durand et al., CVPR 2019): examples of which little is known weigh more. */
    @Kind("partial_binary_cross_entropy")
    record PartialBinaryCrossEntropy(
            @Doc("The weight of an example is alpha * r^gamma + beta, where r is the share of its classes that are"
                    + " known.")
            @Default("-4.45")
            double alpha,

            @Doc("See alpha.") @Default("5.45") double beta,

            @Doc("See alpha; above 0.") @Default("1") double gamma,

            @Default("{}") Sum sum)
            implements PairwiseLoss {
        public PartialBinaryCrossEntropy {
            new Checks().positive("gamma", gamma).done();
        }

        @Override
        public MultiLabelLoss loss(ClassSets given, NDManager manager) {
            return MultiLabelLoss.partial(alpha, beta, gamma);
        }

        @Override
        public boolean needsNegatives() {
            return true;
        }
    }

    /** Focal loss (Lin et al., ICCV 2017, equation 4), which takes unknown classes for negatives. */
    @Kind("focal")
    record Focal(
            @Doc("Focusing exponent gamma, at least 0: the loss of a pair is multiplied by (1 - p)^gamma, where p"
                    + " is the probability of what is given. Unknown classes are taken for negatives.")
            @Default("2")
            double gamma,

            @Default("{}") Sum sum)
            implements PairwiseLoss {
        public Focal {
            new Checks().notNegative("gamma", gamma).done();
        }

        @Override
        public MultiLabelLoss loss(ClassSets given, NDManager manager) {
            return MultiLabelLoss.focal(gamma);
        }
    }

    /** Asymmetric loss (ASL; Ridnik et al., ICCV 2021), which takes unknown classes for negatives. */
    @Kind("asymmetric")
    record Asymmetric(
            @Doc("Focusing exponent of positives, at least 0.") @Default("0")
            double gammaPositive,

            @Doc("Focusing exponent of negatives, at least 0. Unknown classes are taken for negatives.") @Default("4")
            double gammaNegative,

            @Doc("Probability up to which a negative has neither loss nor gradient, in [0, 1).") @Default("0.05")
            double margin,

            @Doc("Whether the focusing factors receive no gradient. The authors' code has both forms.")
            @Default("false")
            boolean detach,

            @Default("{}") Sum sum)
            implements PairwiseLoss {
        public Asymmetric {
            new Checks()
                    .notNegative("gamma_positive", gammaPositive)
                    .notNegative("gamma_negative", gammaNegative)
                    .below("margin", margin, 0, 1)
                    .done();
        }

        @Override
        public MultiLabelLoss loss(ClassSets given, NDManager manager) {
            return MultiLabelLoss.asymmetric(gammaPositive, gammaNegative, margin, detach);
        }
    }

    /** Hill loss (Zhang et al., arXiv 2112.07368), which takes unknown classes for negatives but trusts confident predictions. */
    @Kind("hill")
    record Hill(
            @Doc("The logit of a positive is lowered by this margin.") @Default("1")
            double margin,

            @Doc("Focusing exponent of positives, at least 0.") @Default("2")
            double gamma,

            @Doc("The loss of a negative is (lambda - p) * p^2. Unknown classes are taken for negatives.")
            @Default("1.5")
            double lambda,

            @Default("{}") Sum sum)
            implements PairwiseLoss {
        public Hill {
            new Checks().notNegative("gamma", gamma).done();
        }

        @Override
        public MultiLabelLoss loss(ClassSets given, NDManager manager) {
            return MultiLabelLoss.hill(margin, gamma, lambda);
        }
    }

    /** Distribution-balanced loss (Wu et al., ECCV 2020), which takes unknown classes for negatives. */
    @Kind("distribution_balanced")
    record DistributionBalanced(
            @Doc("Constant in the weight of a pair of an example and a class, alpha + sigmoid(beta * (r - mu))."
                    + " Here r is 1 for an example of one class alone, and the smaller, the rarer its other"
                    + " classes are compared with this one.")
            @Default("0.1")
            double alpha,

            @Doc("Slope of the sigmoid, above 0.") @Default("10")
            double beta,

            @Doc("Value of r at which the weight is alpha + 0.5, in [0, 1].") @Default("0.3")
            double mu,

            @Doc("Factor of the logits of negatives, above 0: the larger, the sooner the gradient of an easy"
                    + " negative vanishes. Unknown classes are taken for negatives.")
            @Default("5")
            double lambda,

            @Doc("How far the logits of rare classes are lowered, at least 0.") @Default("0.05")
            double kappa,

            @Doc("Focusing exponent, at least 0.") @Default("2")
            double gamma,

            @Default("{}") Sum sum)
            implements PairwiseLoss {
        public DistributionBalanced {
            new Checks()
                    .positive("beta", beta)
                    .between("mu", mu, 0, 1)
                    .positive("lambda", lambda)
                    .notNegative("kappa", kappa)
                    .notNegative("gamma", gamma)
                    .done();
        }

        @Override
        public MultiLabelLoss loss(ClassSets given, NDManager manager) {
            return LongTailLosses.distributionBalanced(
                    SetLoss.positives(given),
                    Math.max(2, given.size()),
                    new LongTailLosses.DistributionBalance(alpha, beta, mu, lambda, kappa, gamma),
                    manager.zeros(new Shape(1)));
        }

        @Override
        public boolean weighsClasses() {
            return true;
        }
    }

    /** Returns the loss for training examples. Arrays that depend on them are attached to the manager. */
    MultiLabelLoss loss(ClassSets given, NDManager manager);

    Sum sum();

    @Override
    default Bound bind(Labels given, NDManager manager) {
        ClassSets sets = (ClassSets) given;
        MultiLabelLoss loss = loss(sets, manager);
        return sum().bind(loss, sum().weights(loss, sets), manager);
    }

    @Override
    default Optional<Bound> bindWeighed(Labels given, double[] classWeights, NDManager manager) {
        return Optional.of(sum().bind(loss((ClassSets) given, manager), SetLoss.factors(classWeights), manager));
    }

    @Override
    default boolean allowsUnions() {
        return true;
    }

    @Override
    default boolean allowsMixup() {
        return true;
    }

    @Override
    default boolean weighsClasses() {
        return sum().balance();
    }
}
