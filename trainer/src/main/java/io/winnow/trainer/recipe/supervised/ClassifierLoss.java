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
    /** Cross-entropy. */
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

    /** Margins that grow as classes get rarer, on cosines (LDAM, Cao et al., NeurIPS 2019, equations 12 and 13). */
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

    /** Cross-entropy of logits to which the log of the class frequency is added (Menon et al., ICLR 2021, equation 10). */
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
     * Early-learning regularisation (Liu et al., NeurIPS 2020, equation 6): beside cross-entropy, predictions are held to the running
     * mean of the example's own earlier ones.
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

    /** TorchScript functions of this file. */
    TorchFunctions FUNCTIONS = TorchFunctions.load(ClassifierLoss.class, "losses.py");

    /** A loss over one set of examples. */
    @FunctionalInterface
    interface Bound {
        /**
         * The mean loss of a batch.
         *
         * @param logits (B, C) of the head
         * @param targets (B, C), rows that sum to 1
         * @param rows (B) int64, numbers of the examples among the training examples in use
         * @param progress the share of the training that is done, in [0, 1)
         */
        NDArray of(NDArray logits, NDArray targets, NDArray rows, double progress);

        /** What a checkpoint must hold, by name. */
        default Map<String, NDArray> state() {
            return Map.of();
        }
    }

    /**
     * The loss over training examples.
     *
     * @param counts of the given labels, by class
     * @param examples training examples in use
     * @param manager closes what the loss keeps
     */
    Bound bind(int[] counts, int examples, NDManager manager);

    /** The map from a representation to logits whose softmax is the prediction. */
    default Layer head(int in, int classes) {
        return cosineScale().isPresent()
                ? new CosineHead(in, classes, cosineScale().getAsDouble())
                : Dense.standard(in, classes);
    }

    /** Where logits are cosines, what these are multiplied by; empty where they are linear. */
    default OptionalDouble cosineScale() {
        return OptionalDouble.empty();
    }

    /** Whether the loss is a mean over independent examples, all of one weight, so that devices can share a batch. */
    default boolean averagesExamples() {
        return true;
    }

    /** Whether targets may be mixed. */
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

    /** Weights of examples by their targets' classes. */
    final class Weighing {
        private final NDArray uniform;
        private final NDArray weighed;
        private final double from;

        Weighing(Optional<ClassWeights> rule, int[] counts, NDManager manager) {
            uniform = manager.ones(new Shape(1, counts.length));
            weighed = rule.map(weights -> row(manager, weights.of(counts))).orElse(uniform);
            from = rule.map(ClassWeights::from).orElse(0.0);
        }

        /** (B) */
        NDArray of(NDArray targets, double progress) {
            return FUNCTIONS.call("weights", targets, progress >= from ? weighed : uniform);
        }
    }
}
