package io.winnow.trainer.modality.records;

import io.winnow.datasets.label.LabelNoise;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import io.winnow.trainer.modality.WeakSimulation;
import java.util.Arrays;
import java.util.Optional;

/** Simulated imperfection of labels with one class each, for experiments. The true classes are kept for evaluation only. */
@Doc(
        "Simulated imperfection of the training labels, for experiments. The labels of the data are then the true ones, for evaluation only.")
public record ClassSimulation(
        @Doc(
                "Simulates a long tail with a subset of the training examples: ratio of the number of examples in the largest class to that"
                        + " in the smallest, at least 1. Off by default.")
        Optional<Double> longTail,

        @Doc("Simulated label noise. Off by default.") Optional<Noise> noise,

        @Doc("Simulated annotators, whose votes replace the labels. Off by default.")
        Optional<Annotators> annotators,

        @Inline WeakSimulation weak,

        @Doc("Seed of the simulation, which does not depend on the seed of the experiment.") @Default("1")
        long seed) {
    public ClassSimulation {
        new Checks()
                .that(longTail.orElse(1.0) >= 1, "long_tail", "must be at least 1, found " + longTail.orElse(1.0))
                .that(
                        noise.isEmpty() || annotators.isEmpty(),
                        "annotators",
                        "must be left out together with noise: the errors of annotators are their noise")
                .that(
                        weak.rule().isEmpty() || (noise.isEmpty() && annotators.isEmpty()),
                        "noise",
                        "and annotators must be left out with weak labels, which replace the classes")
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .done();
    }

    /** Simulated label noise. */
    @Doc("Simulated label noise.")
    public record Noise(
            @Doc(
                    "How the wrong class is chosen. symmetric: uniformly; pair: always the next class; frequency: with a probability"
                            + " proportional to its number of examples, as in the RCAL paper; confusable: classes with similar names"
                            + " more often, in proportion to exp(cosine of the vectors of both names / 0.1).")
            Kind kind,

            @Doc("Noise rate: fraction of the labels that are replaced by wrong ones, in [0, 1).")
            double rate) {
        /** How the wrong class is chosen. */
        public enum Kind {
            /** Uniformly. */
            SYMMETRIC,
            /** Always the next class. */
            PAIR,
            /** With a probability proportional to its number of examples. */
            FREQUENCY,
            /** Classes with similar names more often. */
            CONFUSABLE;

            /** The noise that does not depend on names; empty for {@link #CONFUSABLE}. */
            Optional<LabelNoise> plain() {
                return this == CONFUSABLE ? Optional.empty() : Optional.of(LabelNoise.valueOf(name()));
            }
        }

        public Noise {
            new Checks().below("rate", rate, 0, 1).done();
        }
    }

    /** Simulated annotators. */
    @Doc("Simulated annotators.")
    public record Annotators(
            @Doc("Number of annotators, at least 1.") @Default("5")
            int count,

            @Doc("Number of annotators of each example, from 1 to count.") @Default("3")
            int perExample,

            @Doc(
                    "Share of the examples that an annotator labels rightly, above 0 and at most 1. With best: that of the worst annotator.")
            @Default("0.7")
            double right,

            @Doc(
                    "Share that the best annotator labels rightly. Those of all annotators are then spaced evenly from right to best. By"
                            + " default, all are the same.")
            Optional<Double> best,

            @Doc(
                    "Whether wrong votes go to classes with similar names more often, as noise of the kind confusable does.")
            @Default("false")
            boolean confusable,

            @Inline VoteAggregation aggregation) {
        public Annotators {
            new Checks()
                    .atLeast("count", count, 1)
                    .between("per_example", perExample, 1, Math.max(1, count))
                    .that(right > 0 && right <= 1, "right", "must be above 0 and at most 1, found " + right)
                    .that(
                            best.orElse(right) >= right && best.orElse(right) <= 1,
                            "best",
                            "must be from right (" + right + ") to 1, found " + best.orElse(right))
                    .that(
                            best.isEmpty() || count > 1,
                            "best",
                            "must be left out with one annotator, whose share of right labels is right")
                    .done();
        }

        /** Returns the share that each annotator labels rightly. */
        double[] accuracies() {
            double[] accuracies = new double[count];
            double step = count > 1 ? (best.orElse(right) - right) / (count - 1) : 0;
            Arrays.setAll(accuracies, a -> right + a * step);
            return accuracies;
        }
    }

    /** Whether the similarity of class names is needed. */
    boolean needsSimilarity() {
        return noise.map(each -> each.kind() == Noise.Kind.CONFUSABLE).orElse(false)
                || annotators.map(Annotators::confusable).orElse(false);
    }
}
