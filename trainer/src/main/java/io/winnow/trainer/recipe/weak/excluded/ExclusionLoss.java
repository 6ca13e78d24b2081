package io.winnow.trainer.recipe.weak.excluded;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.models.head.ExclusionHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.ExclusionLosses;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.evaluate.Transition;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Optional;

/**
 * The losses of classes that examples do not have (complementary.md, section Losses). The transition matrix Q is that of the labels, see
 * {@link ExcludedLabels#matrix}.
 */
public sealed interface ExclusionLoss extends TargetLoss {
    /** The log-likelihood of the other classes. */
    @Kind("scl_nl")
    @Doc("-log(1 - p) of the excluded class. Assumes that all other classes are excluded equally often.")
    record SclNl() implements ExclusionLoss {
        @Override
        public Bound bind(Labels given, NDManager manager) {
            return (logits, targets, rows, weights, progress) ->
                    ExclusionLosses.mean(ExclusionLosses.sclNl(logits), targets, weights);
        }
    }

    /** A bounded loss. */
    @Kind("scl_exp")
    @Doc(
            "exp(p) of the excluded class, which is bounded, so that wrong answers hurt less. Assumes that all other classes"
                    + " are excluded equally often.")
    record SclExp() implements ExclusionLoss {
        @Override
        public Bound bind(Labels given, NDManager manager) {
            return (logits, targets, rows, weights, progress) ->
                    ExclusionLosses.mean(ExclusionLosses.sclExp(logits), targets, weights);
        }
    }

    /** The log-likelihood of the answers, by the transition matrix. */
    @Kind("forward")
    @Doc("-log(p Q) of the excluded class, by the transition matrix Q of the labels (forward correction). Use it if the"
            + " matrix is given, or estimated from trusted labels.")
    record Forward() implements ExclusionLoss {
        @Override
        public Bound bind(Labels given, NDManager manager) {
            NDArray q = matrix(((ExcludedLabels) given).matrix(), manager);
            return (logits, targets, rows, weights, progress) ->
                    ExclusionLosses.mean(ExclusionLosses.forward(logits, q), targets, weights);
        }

        @Override
        public boolean usesTransition() {
            return true;
        }
    }

    /** The unbiased risk. */
    @Kind("ure")
    @Doc("The unbiased estimate of the risk of the true classes, by the inverse of the transition matrix. Its parts may"
            + " fall below 0, which is overfitting; use batches of at least ten times as many examples as classes.")
    record Unbiased(
            @Doc("Loss of a class: nll (-log p), or one with which wrong answers hurt less: mae (2 - 2 p), gce"
                    + " ((1 - p^0.7) / 0.7), or sl (0.1 times -log p, plus 9.21 (1 - p), the reverse cross-entropy).")
            @Default("nll")
            ExclusionLosses.Named base,

            @Doc("What becomes of negative parts: none; non_negative (they count 0); gradient_ascent (if there are any,"
                    + " only they are trained, upwards).")
            @Default("gradient_ascent")
            ExclusionLosses.Correction correction)
            implements ExclusionLoss {
        @Override
        public Bound bind(Labels given, NDManager manager) {
            ExcludedLabels labels = (ExcludedLabels) given;
            NDArray inverse = matrix(Transition.of(labels.matrix()).inverse(), manager);
            float[] prior = new float[labels.classCount()];
            for (int[] own : labels.excluded()) {
                for (int each : own) {
                    prior[each] += 1f / labels.answers();
                }
            }
            NDArray shares = manager.create(prior);
            return (logits, targets, rows, weights, progress) ->
                    ExclusionLosses.unbiased(logits, targets, weights, inverse, shares, base, correction);
        }

        @Override
        public boolean averagesClasses() {
            return true;
        }

        @Override
        public boolean usesTransition() {
            return true;
        }
    }

    /** A discriminative model of the excluded class. */
    @Kind("l_w")
    @Doc("-log softmax(1 - p) of the excluded class (L-UW), weighted by 1 + (1 - p) / (classes - 1) (L-W). Assumes that"
            + " all other classes are excluded equally often.")
    record Discriminative(
            @Doc("Whether the loss is weighted, as in L-W.") @Default("true")
            boolean weighted) implements ExclusionLoss {
        @Override
        public Bound bind(Labels given, NDManager manager) {
            return (logits, targets, rows, weights, progress) ->
                    ExclusionLosses.mean(ExclusionLosses.discriminative(logits, weighted), targets, weights);
        }
    }

    /** Pairs of the excluded class with each other one. */
    @Kind("pc")
    @Doc("Pairwise comparison: the sum of 1 / (1 + exp(z_k - z_c)) over the classes k other than the excluded class c."
            + " Assumes that all other classes are excluded equally often.")
    record Pairwise() implements ExclusionLoss {
        @Override
        public Bound bind(Labels given, NDManager manager) {
            return (logits, targets, rows, weights, progress) ->
                    ExclusionLosses.mean(ExclusionLosses.pairwise(logits), targets, weights);
        }
    }

    /** The order of the classes by softmax(-z). */
    @Kind("op")
    @Doc("Order preserving: -log softmax(-z) of the excluded class. Assumes that all other classes are excluded equally"
            + " often.")
    record OrderPreserving(
            @Doc(
                    "Whether the loss is weighted by p softmax(1 / softmax(-z) + 1) of the excluded class, as in the program"
                            + " libcll.")
            @Default("false")
            boolean weighted)
            implements ExclusionLoss {
        @Override
        public Bound bind(Labels given, NDManager manager) {
            return (logits, targets, rows, weights, progress) ->
                    ExclusionLosses.mean(ExclusionLosses.orderPreserving(logits, weighted), targets, weights);
        }
    }

    /** Each class against the rest. */
    @Kind("scarce")
    @Doc("SCARCE: each class is told from the rest, by means over the answers of a batch for each class; use batches of"
            + " at least ten times as many examples as classes. Assumes that excluded classes are drawn at random.")
    record OneAgainstRest() implements ExclusionLoss {
        @Override
        public Bound bind(Labels given, NDManager manager) {
            return (logits, targets, rows, weights, progress) ->
                    ExclusionLosses.oneAgainstRest(logits, targets, weights);
        }

        @Override
        public boolean averagesClasses() {
            return true;
        }
    }

    /** The set of all excluded classes of an example. */
    @Kind("mcl")
    @Doc("A loss of the total probability P of the classes that were not excluded, for several answers for an example."
            + " Assumes that all other classes are excluded equally often.")
    record Multiple(
            @Doc("mae (1 - P), exp (exp(-P)) or log (-log P).") @Default("log")
            ExclusionLosses.Set form) implements ExclusionLoss {
        @Override
        public Bound bind(Labels given, NDManager manager) {
            return (logits, targets, rows, weights, progress) ->
                    ExclusionLosses.multiple(logits, targets, weights, form);
        }
    }

    /** Estimates of which class is excluded, which are decoded by the transition matrix. */
    @Kind("cpe")
    @Doc(
            "Complementary probability estimates: the network learns to predict which class is excluded, and the prediction"
                    + " is the class whose row of the transition matrix is nearest. Its probabilities are not calibrated.")
    record Estimates(
            @Doc(
                    "How the network predicts which class is excluded. direct: by itself (CPE-I); forward: as a prediction of"
                            + " classes times the transition matrix (CPE-F); trained: so, with a matrix that is trained (CPE-T).")
            @Default("forward")
            Model model)
            implements ExclusionLoss {
        /** How the network predicts which class is excluded. */
        public enum Model {
            /** By itself. */
            DIRECT,
            /** As a prediction of classes times the transition matrix. */
            FORWARD,
            /** As a prediction of classes times a trained matrix. */
            TRAINED
        }

        @Override
        public Bound bind(Labels given, NDManager manager) {
            return (logEstimates, targets, rows, weights, progress) ->
                    ExclusionLosses.mean(logEstimates.neg(), targets, weights);
        }

        @Override
        public Layer head(int in, Target target) {
            return new ExclusionHead(in, target.names().size(), model != Model.DIRECT, model == Model.TRAINED);
        }

        @Override
        public void start(Layer head, Labels given, NDManager manager) {
            ((ExclusionHead) head).start(((ExcludedLabels) given).matrix(), manager);
        }

        @Override
        public boolean usesTransition() {
            return true;
        }
    }

    /** Returns whether the loss has means over the answers for each class in a batch, which are noise in small batches. */
    default boolean averagesClasses() {
        return false;
    }

    /** Returns whether the loss uses the transition matrix; otherwise it assumes the uniform one. */
    default boolean usesTransition() {
        return false;
    }

    @Override
    default boolean averagesExamples() {
        return !averagesClasses();
    }

    @Override
    default Optional<String> refuses(Target target, Labels given) {
        return given instanceof ExcludedLabels
                ? Optional.empty()
                : Optional.of("needs classes that examples do not have");
    }

    private static NDArray matrix(double[][] values, NDManager manager) {
        float[] flat = new float[values.length * values.length];
        for (int k = 0; k < values.length; k++) {
            for (int j = 0; j < values.length; j++) {
                flat[k * values.length + j] = (float) values[k][j];
            }
        }
        return manager.create(flat, new Shape(values.length, values.length));
    }
}
