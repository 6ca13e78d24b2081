package io.winnow.trainer.modality.records;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Optional;

/** Simulated imperfection of label sets, for experiments. The true sets are kept for evaluation only. */
@Doc(
        "Simulated imperfection of the training labels, for experiments. The labels of the data are then the true ones, for evaluation only.")
public record SetSimulation(
        @Doc(
                "Keeps one class of each example, drawn uniformly, and knows nothing of the others. Examples without a class are left out.")
        @Default("false")
        boolean singlePositive,

        @Doc(
                "Share of the positive labels that are forgotten, in [0, 1); no class is then known to be absent. Off by default.")
        Optional<Double> dropPositives,

        @Doc("Share of all labels, positive and negative, that are known, above 0 and at most 1. Off by default.")
        Optional<Double> knownShare,

        @Doc("Long tail of the class sizes. Off by default.")
        Optional<LongTail> longTail,

        @Doc("Seed of the simulation, which does not depend on the seed of the experiment.") @Default("1")
        long seed) {
    public SetSimulation {
        int ways = (singlePositive ? 1 : 0) + (dropPositives.isPresent() ? 1 : 0) + (knownShare.isPresent() ? 1 : 0);
        new Checks()
                .that(
                        ways <= 1,
                        "single_positive",
                        "may be simulated together with neither drop_positives nor known_share, and these not with each other")
                .below("drop_positives", dropPositives.orElse(0.0), 0, 1)
                .that(
                        knownShare.orElse(1.0) > 0 && knownShare.orElse(1.0) <= 1,
                        "known_share",
                        "must be above 0 and at most 1, found " + knownShare.orElse(1.0))
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .done();
    }

    /** A long tail of class sizes. */
    @Doc(
            "A long tail: class sizes follow a Pareto density, as far as classes that occur together permit (Wu et al., ECCV 2020).")
    public record LongTail(
            @Doc("Size of the largest class.") int most,
            @Doc("Size that the smallest classes approach.") int least,

            @Doc("Exponent of the Pareto distribution, above 0; the larger, the slower sizes decrease.") @Default("6")
            double power) {
        public LongTail {
            new Checks()
                    .atLeast("least", least, 1)
                    .atLeast("most", most, least)
                    .positive("power", power)
                    .done();
        }
    }
}
