package io.winnow.trainer.target.sets;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.BatchLabelLosses;
import io.winnow.models.loss.BatchLabelLosses.Weights;
import io.winnow.models.loss.LabelEstimates;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.target.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The losses of label sets with unknown labels that look at a whole batch, see {@link BatchLabelLosses}. */
public sealed interface BatchwiseLoss extends SetLoss
        permits BatchwiseLoss.ExpectedPositives, BatchwiseLoss.Role, LargeLoss, BatchwiseLoss.PositiveUnlabeled {
    /** Expected-positive regularisation (EPR; Cole et al., CVPR 2021). */
    @Kind("expected_positives")
    record ExpectedPositives(
            @Doc("Number of classes that an example has on average, known or not; above 0 and below the number of"
                    + " classes. Only positives and this number are used.")
            double expected)
            implements BatchwiseLoss {
        public ExpectedPositives {
            new Checks().positive("expected", expected).done();
        }

        @Override
        public Bound bind(NDArray positives, ClassSets given, NDManager manager) {
            return new OfMixtures((logits, states, rows, weights, progress) -> BatchLabelLosses.expectedPositives(
                            states, new Weights(SetLoss.weights(states, weights), positives), expected)
                    .of(logits));
        }

        @Override
        public boolean allowsMixup() {
            return true;
        }

        @Override
        public Optional<String> refuses(Target target, Labels given) {
            return BatchwiseLoss.super.refuses(target, given).or(() -> tooMany(expected, given));
        }

        @Override
        public List<String> doubts(Labels given, int batchSize) {
            return unused(given).stream().toList();
        }
    }

    /** Regularised online label estimation (ROLE; Cole et al., CVPR 2021). */
    @Kind("role")
    record Role(
            @Doc("Number of classes that an example has on average, known or not; above 0 and below the number of"
                    + " classes.")
            double expected,

            @Doc("Initial learning rate of the estimated labels, above 0; about ten times that of the network. It"
                    + " falls to 0 along a cosine.")
            @Default("0.01")
            double rate)
            implements BatchwiseLoss {
        /** Memory in bytes beyond which the estimates are refused. */
        private static final long LARGEST = 2L << 30;

        public Role {
            new Checks().positive("expected", expected).positive("rate", rate).done();
        }

        @Override
        public Bound bind(NDArray positives, ClassSets given, NDManager manager) {
            LabelEstimates estimates = estimates(given, manager);
            return new Bound() {
                @Override
                public NDArray of(
                        NDArray logits, NDArray states, NDArray rows, Optional<NDArray> weights, double progress) {
                    NDArray own = estimates.of(rows);
                    Weights each = new Weights(SetLoss.weights(states, weights), positives);
                    NDArray loss = BatchLabelLosses.withEstimates(own, states, each, expected)
                            .of(logits);
                    double now = rate * 0.5 * (1 + Math.cos(Math.PI * progress));
                    estimates.move(rows, BatchLabelLosses.estimateGradient(own, logits, states, expected), now);
                    return loss;
                }

                @Override
                public Map<String, NDArray> state() {
                    return estimates.state();
                }
            };
        }

        private static LabelEstimates estimates(ClassSets given, NDManager manager) {
            long[] rows = LongStream.range(0, given.size()).toArray();
            try (NDArray states = SetLoss.states(given).of(rows, manager)) {
                return new LabelEstimates(states, manager);
            }
        }

        @Override
        public Optional<String> refuses(Target target, Labels given) {
            return BatchwiseLoss.super
                    .refuses(target, given)
                    .or(() -> tooMany(expected, given))
                    .or(() -> {
                        long bytes = (long) LabelEstimates.ARRAYS
                                * Float.BYTES
                                * given.size()
                                * given.classNames().size();
                        return bytes <= LARGEST
                                ? Optional.empty()
                                : Optional.of(String.format(
                                        Locale.ROOT,
                                        "would keep an estimate of every pair of %,d examples and %,d classes, which"
                                                + " takes %.1f GiB; at most 2 GiB are allowed. Use expected_positives",
                                        given.size(),
                                        given.classNames().size(),
                                        bytes / (double) (1 << 30)));
                    });
        }

        @Override
        public boolean averagesExamples() {
            return false;
        }
    }

    /** Positives and unlabelled pairs (PU-MLC, arXiv 2306.16016). */
    @Kind("positive_unlabeled")
    record PositiveUnlabeled(
            @Doc("Exponent of the weight with which the mean probability of a class is pushed down, which is that mean"
                    + " to the power of gamma; at least 0. The paper uses 0.55 and 0.85; 0 is the loss of VPU, which fails"
                    + " where most batches have no positive of a class. Known negatives are not used, and the outputs are"
                    + " scores rather than probabilities.")
            @Default("0.55")
            double gamma,

            @Doc("Factor of the standard deviation of a class's logits in its temperature, above 0.") @Default("1")
            double alpha,

            @Doc("Smallest temperature, in (0, 1].") @Default("0.01")
            double temperatureFloor,

            @Doc("Consistency under mixup: half of each batch is mixed with the other half, with a ratio from the"
                    + " distribution Beta(mixup, mixup), and the predictions for the mixtures shall be the mixed predictions."
                    + " It takes a further pass with half as many examples; 0 turns it off. By default, 0.3 as in the"
                    + " paper for images and vectors of texts and rows, and 0 where there are no mixtures, as of ids of"
                    + " tokens.")
            Optional<Double> mixup)
            implements BatchwiseLoss {
        /** Share of the classes without a positive in a batch above which a user is warned (pu-mlc.md, section 8). */
        private static final double MOST_UNSEEN = 0.5;

        private static final double MIXUP = 0.3;

        public PositiveUnlabeled {
            new Checks()
                    .notNegative("gamma", gamma)
                    .positive("alpha", alpha)
                    .notNegative("mixup", mixup.orElse(0.0))
                    .that(
                            temperatureFloor > 0 && temperatureFloor <= 1,
                            "temperature_floor",
                            "must be above 0 and at most 1, found " + temperatureFloor)
                    .done();
        }

        @Override
        public Bound bind(NDArray positives, ClassSets given, NDManager manager) {
            BatchLabelLosses.Variational settings = new BatchLabelLosses.Variational(gamma, alpha, temperatureFloor);
            return new Bound() {
                @Override
                public NDArray of(
                        NDArray logits, NDArray states, NDArray rows, Optional<NDArray> weights, double progress) {
                    return BatchLabelLosses.variational(states, SetLoss.weights(states, weights), positives, settings)
                            .of(logits);
                }

                @Override
                public Optional<MixtureTerm> mixtureTerm() {
                    return passesMixtures() ? Optional.of(new Consistency(usualMixup(), positives)) : Optional.empty();
                }
            };
        }

        @Override
        public boolean mixesExamples() {
            return mixup.orElse(0.0) > 0;
        }

        @Override
        public boolean passesMixtures() {
            return usualMixup() > 0;
        }

        private double usualMixup() {
            return mixup.orElse(MIXUP);
        }

        /** @param positives weights of the classes (C) */
        private record Consistency(double alpha, NDArray positives) implements MixtureTerm {
            @Override
            public NDArray of(
                    NDArray logits,
                    NDArray states,
                    NDArray mixed,
                    BatchLabelLosses.Pairs pairs,
                    Optional<NDArray> weights) {
                return BatchLabelLosses.mixtureDistance(
                        logits, states, mixed, pairs, SetLoss.weights(states, weights), positives);
            }
        }

        @Override
        public List<String> doubts(Labels given, int batchSize) {
            return Stream.concat(unused(given).stream(), unseen(given, batchSize).stream())
                    .toList();
        }

        /** In a batch without a positive of a class, nothing opposes the push down of its scores. */
        private static Optional<String> unseen(Labels given, int batchSize) {
            double share = Arrays.stream(given.counts())
                    .map(count -> Math.pow(1 - count / given.size(), Math.min(batchSize, given.size())))
                    .average()
                    .orElse(0);
            return share <= MOST_UNSEEN
                    ? Optional.empty()
                    : Optional.of(String.format(
                            Locale.ROOT,
                            "finds on average no positive of %.0f%% of the classes in a batch of %d, and their scores are only pushed"
                                    + " down. Use larger batches",
                            100 * share,
                            batchSize));
        }
    }

    /**
     * Binds the loss to training examples.
     *
     * @param positives weights of the classes (C)
     */
    Bound bind(NDArray positives, ClassSets given, NDManager manager);

    @Override
    default Bound bind(Labels given, NDManager manager) {
        return bind(manager.ones(new Shape(given.classNames().size())), (ClassSets) given, manager);
    }

    @Override
    default Optional<Bound> bindWeighed(Labels given, double[] classWeights, NDManager manager) {
        return Optional.of(bind(manager.create(SetLoss.factors(classWeights)), (ClassSets) given, manager));
    }

    @Override
    default boolean averagesExamples() {
        return false;
    }

    @Override
    default Optional<String> refuses(Target target, Labels given) {
        return SetLoss.super
                .refuses(target, given)
                .or(() -> Arrays.stream(given.counts()).sum() == 0
                        ? Optional.of("needs positives, and no example has a class")
                        : Optional.empty());
    }

    /** Says how many known negatives a loss that learns from positives alone does not use. */
    private static Optional<String> unused(Labels given) {
        ClassSets sets = (ClassSets) given;
        long positives = Arrays.stream(SetLoss.positives(sets)).asLongStream().sum();
        long negatives = Arrays.stream(sets.knownCounts()).asLongStream().sum() - positives;
        return negatives == 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "ignores known negatives, of which there are %,d; {kind: binary_cross_entropy} learns from them",
                        negatives));
    }

    private static Optional<String> tooMany(double expected, Labels given) {
        return expected < given.classNames().size()
                ? Optional.empty()
                : Optional.of("expects " + expected + " classes of an example, but there are only "
                        + given.classNames().size() + ". Set expected below that");
    }
}
