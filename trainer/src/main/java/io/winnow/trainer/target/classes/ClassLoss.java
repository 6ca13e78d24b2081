package io.winnow.trainer.target.classes;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.Shown;
import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.models.head.CosineHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The losses of a classifier, whose logits compete: exactly one class is right. */
public sealed interface ClassLoss extends TargetLoss {
    /** Cross-entropy, optionally with label smoothing and class weights. */
    @Kind("cross_entropy")
    record CrossEntropy(
            @Doc("Label smoothing: fraction of each target that is spread evenly over all classes, in [0, 1).")
            @Default("0")
            double smoothing,

            @Doc("Class-balanced re-weighting. Off by default.")
            Optional<ClassWeights> weights)
            implements ClassLoss {
        public CrossEntropy {
            new Checks().below("smoothing", smoothing, 0, 1).done();
        }

        @Override
        public boolean averagesExamples() {
            return weights.isEmpty();
        }

        @Override
        public boolean weighsClasses() {
            return weights.isPresent();
        }

        @Override
        public boolean usesClassCounts() {
            return weights.isPresent();
        }

        @Override
        public Bound bind(Labels given, NDManager manager) {
            double[] counts = given.counts();
            Weighing weighing = new Weighing(weights, counts, manager);
            if (given instanceof CandidateLabels) {
                return (logits, candidates, rows, own, progress) ->
                        Losses.candidates(logits, candidates, own.orElseGet(() -> ones(candidates)));
            }
            return (logits, targets, rows, own, progress) -> Losses.crossEntropy(
                    logits, LossesScript.smooth(targets, smoothing), weighing.of(targets, own, progress));
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
            implements ClassLoss {
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
        public boolean weighsClasses() {
            return weights.isPresent();
        }

        @Override
        public Bound bind(Labels given, NDManager manager) {
            double[] counts = given.counts();
            Weighing weighing = new Weighing(weights, counts, manager);
            double rarest = Arrays.stream(counts).min().orElseThrow();
            NDArray margins = row(
                    manager,
                    Arrays.stream(counts)
                            .map(count -> scale * maxMargin * Math.pow(rarest / count, 0.25))
                            .toArray());
            return (logits, targets, rows, own, progress) -> Losses.crossEntropy(
                    LossesScript.withMargins(logits, targets, margins), targets, weighing.of(targets, own, progress));
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
            implements ClassLoss {
        public LogitAdjustment {
            new Checks().positive("tau", tau).done();
        }

        @Override
        public Bound bind(Labels given, NDManager manager) {
            double[] counts = given.counts();
            double all = Arrays.stream(counts).sum();
            NDArray prior = row(
                    manager,
                    Arrays.stream(counts)
                            .map(count -> tau * Math.log(count / all))
                            .toArray());
            Weighing none = new Weighing(Optional.empty(), counts, manager);
            return (logits, targets, rows, own, progress) ->
                    Losses.crossEntropy(logits.add(prior), targets, none.of(targets, own, progress));
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
            implements ClassLoss {
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
        public boolean usesClassCounts() {
            return false;
        }

        @Override
        public boolean allowsMixup() {
            return false;
        }

        @Override
        public Bound bind(Labels given, NDManager manager) {
            double[] counts = given.counts();
            NDArray means = manager.zeros(new Shape(given.size(), counts.length));
            Weighing none = new Weighing(Optional.empty(), counts, manager);
            return new Bound() {
                @Override
                public NDArray of(
                        NDArray logits, NDArray targets, NDArray rows, Optional<NDArray> weights, double progress) {
                    return Losses.crossEntropy(logits, targets, none.of(targets, weights, progress))
                            .add(LossesScript.earlyLearning(logits, means, rows, momentum, lambda));
                }

                @Override
                public Map<String, NDArray> state() {
                    return Map.of("elr_means", means);
                }
            };
        }
    }

    /** The TorchScript functions of these losses. */
    @Override
    default Optional<String> refuses(Target target, Labels given) {
        if (!(target instanceof ClassTarget)) {
            return Optional.of("needs exactly one class for each example");
        } else if (target.names().size() < 2) {
            return Optional.of("needs at least two classes; found " + target.names());
        }
        if (given instanceof CandidateLabels && !(this instanceof CrossEntropy)) {
            return Optional.of("cannot learn from candidates. Use cross_entropy");
        }
        return usesClassCounts() ? absent(given) : Optional.empty();
    }

    /** A loss that depends on the numbers of examples is not defined for a class that has none. */
    private static Optional<String> absent(Labels given) {
        List<String> absent = given.absent();
        return absent.isEmpty()
                ? Optional.empty()
                : Optional.of("depends on the number of training examples of each class, and there are none of "
                        + Shown.of(absent)
                        + ". Add some, leave these classes out of the test data, or use cross_entropy without weights");
    }

    /** Returns whether the loss depends on the number of examples of each class. */
    default boolean usesClassCounts() {
        return true;
    }

    @Override
    default Layer head(int in, Target target) {
        return cosineScale().isPresent()
                ? new CosineHead(in, target.names().size(), cosineScale().getAsDouble())
                : target.head(in);
    }

    @Override
    default boolean allowsMixup() {
        return true;
    }

    private static NDArray ones(NDArray candidates) {
        return candidates.getManager().ones(new Shape(candidates.getShape().get(0)));
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

        Weighing(Optional<ClassWeights> rule, double[] counts, NDManager manager) {
            uniform = manager.ones(new Shape(1, counts.length));
            weighed = rule.map(weights -> row(manager, weights.of(counts))).orElse(uniform);
            from = rule.map(ClassWeights::from).orElse(0.0);
        }

        /**
         * Returns the weights of the examples (B) with these targets (B, C) at this point of the training.
         *
         * @param own weights of the examples themselves (B); empty if all are the same
         */
        NDArray of(NDArray targets, Optional<NDArray> own, double progress) {
            NDArray byClass = LossesScript.weights(targets, progress >= from ? weighed : uniform);
            return own.map(byClass::mul).orElse(byClass);
        }
    }
}
