package io.winnow.trainer.modality;

import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.LabelSetLongTail;
import io.winnow.datasets.label.MissingLabels;
import io.winnow.datasets.label.PartialLabels;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

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

    /** Returns options that simulate nothing, with a seed. */
    static SetSimulation seeded(long seed) {
        return new SetSimulation(false, Optional.empty(), Optional.empty(), Optional.empty(), seed);
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

    /**
     * Label sets that were made imperfect.
     *
     * @param examples positions of the examples that remain among the given ones, ascending
     * @param given labels of these examples
     * @param truth their true classes
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    public record Imperfect(int[] examples, ClassSets given, TrueLabelSets truth) {}

    /**
     * Makes label sets imperfect.
     *
     * @param labels complete label sets, see {@link ClassSets#complete} (N)
     */
    public Imperfect of(ClassSets labels) {
        int[] used = IntStream.range(0, labels.size()).toArray();
        if (longTail.isPresent()) {
            LongTail tail = longTail.get();
            used = LabelSetLongTail.subset(
                    labels.positives(),
                    LabelSetLongTail.reference(labels.classCount(), tail.most(), tail.least(), tail.power()),
                    seed);
        }
        ClassSets truth = labels.select(used);
        Optional<PartialLabels> partial = missing(truth);
        if (partial.isEmpty()) {
            return new Imperfect(used, truth, new TrueLabelSets(truth.positives()));
        }
        int[] all = used;
        PartialLabels known = partial.get();
        return new Imperfect(
                Arrays.stream(known.examples()).map(i -> all[i]).toArray(),
                new ClassSets(
                        known.positives(),
                        known.negatives(),
                        new boolean[known.examples().length],
                        labels.classNames()),
                known.truth());
    }

    private Optional<PartialLabels> missing(ClassSets truth) {
        int[][] sets = truth.positives();
        if (singlePositive) {
            return Optional.of(MissingLabels.singlePositive(sets, seed));
        }
        return dropPositives
                .map(rate -> MissingLabels.dropPositives(sets, rate, seed))
                .or(() -> knownShare.map(share -> MissingLabels.knownShare(sets, truth.classCount(), share, seed)));
    }
}
