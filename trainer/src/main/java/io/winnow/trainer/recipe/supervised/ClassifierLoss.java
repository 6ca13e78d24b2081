package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.head.CosineHead;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The loss that a classifier minimises on given labels. */
@Doc("The loss that the classifier minimises.")
public sealed interface ClassifierLoss {
    /** Cross-entropy, optionally with label smoothing and class weights. */
    @Kind("cross_entropy")
    record CrossEntropy(
            @Doc("Label smoothing: fraction of each target that is spread evenly over all classes, in [0, 1).")
            @Default("0")
            double smoothing,

            @Doc("Class-balanced re-weighting. Off by default.")
            Optional<ClassWeights> weights)
            implements ClassifierLoss {
        public CrossEntropy {
            new Checks().below("smoothing", smoothing, 0, 1).done();
        }

        @Override
        public boolean averagesExamples() {
            return weights.isEmpty();
        }

        @Override
        public Bound bind(int[] counts, int examples, NDManager manager) {
            Weighing weighing = new Weighing(weights, counts, manager);
            return (logits, targets, rows, progress) -> Losses.crossEntropy(
                    logits, FUNCTIONS.call("smooth", targets, smoothing), weighing.of(targets, progress));
        }
    }

    /** LDAM: cross-entropy on scaled cosines with larger margins for rarer classes (Cao et al., NeurIPS 2019, equations 12 and 13). */
    @Kind("ldam")
    record Ldam(
            @Doc("Margin of the rarest class. A class of n examples has this margin times (n_rarest / n)^(1/4).")
            @Default("0.5")
            double maxMargin,

            @Doc("Scale s: factor of the cosines between representation and class weights, above 0.") @Default("30")
            double scale,

            @Doc("Class-balanced re-weighting. Off by default.")
            Optional<ClassWeights> weights)
            implements ClassifierLoss {
        public Ldam {
            new Checks()
                    .positive("max_margin", maxMargin)
                    .positive("scale", scale)
                    .done();
        }

        @Override
        public OptionalDouble cosineScale() {
            return OptionalDouble.of(scale);
        }

        @Override
        public boolean averagesExamples() {
            return weights.isEmpty();
        }

        @Override
        public Bound bind(int[] counts, int examples, NDManager manager) {
            Weighing weighing = new Weighing(weights, counts, manager);
            int rarest = Arrays.stream(counts).min().orElseThrow();
            NDArray margins = row(
                    manager,
                    Arrays.stream(counts)
                            .mapToDouble(count -> scale * maxMargin * Math.pow((double) rarest / count, 0.25))
                            .toArray());
            return (logits, targets, rows, progress) -> Losses.crossEntropy(
                    FUNCTIONS.call("with_margins", logits, targets, margins), targets, weighing.of(targets, progress));
        }
    }

    /**
     * Logit adjustment: cross-entropy of logits to which tau times the log class frequencies are added (Menon et al., ICLR 2021, equation
     * 10).
     */
    @Kind("logit_adjustment")
    record LogitAdjustment(
            @Doc("Factor tau of the log class frequencies that are added to the logits, above 0.") @Default("1")
            double tau)
            implements ClassifierLoss {
        public LogitAdjustment {
            new Checks().positive("tau", tau).done();
        }

        @Override
        public Bound bind(int[] counts, int examples, NDManager manager) {
            double all = Arrays.stream(counts).sum();
            NDArray prior = row(
                    manager,
                    Arrays.stream(counts)
                            .mapToDouble(count -> tau * Math.log(count / all))
                            .toArray());
            Weighing none = new Weighing(Optional.empty(), counts, manager);
            return (logits, targets, rows, progress) ->
                    Losses.crossEntropy(logits.add(prior), targets, none.of(targets, progress));
        }
    }

    /**
     * Early-learning regularisation (ELR, Liu et al., NeurIPS 2020, equation 6): in addition to cross-entropy, a term pulls each prediction
     * towards the moving average of the earlier predictions for the same example.
     */
    @Kind("elr")
    record EarlyLearning(
            @Doc("Momentum of the moving average of each example's predictions, in [0, 1).") @Default("0.7")
            double momentum,

            @Doc("Weight lambda of the regularisation term, above 0.") @Default("3")
            double lambda)
            implements ClassifierLoss {
        public EarlyLearning {
            new Checks()
                    .below("momentum", momentum, 0, 1)
                    .positive("lambda", lambda)
                    .done();
        }

        @Override
        public boolean averagesExamples() {
            return false;
        }

        @Override
        public boolean allowsMixup() {
            return false;
        }

        @Override
        public Bound bind(int[] counts, int examples, NDManager manager) {
            NDArray means = manager.zeros(new Shape(examples, counts.length));
            Weighing none = new Weighing(Optional.empty(), counts, manager);
            return new Bound() {
                @Override
                public NDArray of(NDArray logits, NDArray targets, NDArray rows, double progress) {
                    return Losses.crossEntropy(logits, targets, none.of(targets, progress))
                            .add(FUNCTIONS.call("early_learning", logits, means, rows, momentum, lambda));
                }

                @Override
                public Map<String, NDArray> state() {
                    return Map.of("elr_means", means);
                }
            };
        }
    }

    /** The TorchScript functions of these losses. */
    TorchFunctions FUNCTIONS = TorchFunctions.load(ClassifierLoss.class, "losses.py");

    /** A loss that is bound to one set of training examples. */
    @FunctionalInterface
    interface Bound {
        /**
         * Returns the mean loss of a batch.
         *
         * @param logits output of the head (B, C)
         * @param targets (B, C), whose rows sum to 1
         * @param rows (B) int64, positions of the examples among the training examples in use
         * @param progress fraction of the training that is done, in [0, 1)
         */
        NDArray of(NDArray logits, NDArray targets, NDArray rows, double progress);

        /** Returns the arrays that a checkpoint must contain, by name. */
        default Map<String, NDArray> state() {
            return Map.of();
        }
    }

    /**
     * Binds the loss to training examples.
     *
     * @param counts number of examples of each class, by their given labels
     * @param examples number of training examples in use
     * @param manager manager to which the arrays of the loss are attached
     */
    Bound bind(int[] counts, int examples, NDManager manager);

    /** Creates the head that maps a representation to logits, whose softmax is the prediction. */
    default Layer head(int in, int classes) {
        return cosineScale().isPresent()
                ? new CosineHead(in, classes, cosineScale().getAsDouble())
                : Dense.standard(in, classes);
    }

    /** Returns the scale of the cosines if the logits are scaled cosines; empty if the head is linear. */
    default OptionalDouble cosineScale() {
        return OptionalDouble.empty();
    }

    /** Returns whether the loss is an unweighted mean over independent examples, so that devices can share a batch. */
    default boolean averagesExamples() {
        return true;
    }

    /** Returns whether the loss supports soft targets, which mixup makes. */
    default boolean allowsMixup() {
        return true;
    }

    private static NDArray row(NDManager manager, double[] values) {
        float[] row = new float[values.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) values[i];
        }
        return manager.create(row, new Shape(1, row.length));
    }

    /** Weights of examples by the classes of their targets. */
    final class Weighing {
        private final NDArray uniform;
        private final NDArray weighed;
        private final double from;

        Weighing(Optional<ClassWeights> rule, int[] counts, NDManager manager) {
            uniform = manager.ones(new Shape(1, counts.length));
            weighed = rule.map(weights -> row(manager, weights.of(counts))).orElse(uniform);
            from = rule.map(ClassWeights::from).orElse(0.0);
        }

        /** Returns the weights of the examples (B) with these targets (B, C) at this point of the training. */
        NDArray of(NDArray targets, double progress) {
            return FUNCTIONS.call("weights", targets, progress >= from ? weighed : uniform);
        }
    }
}
