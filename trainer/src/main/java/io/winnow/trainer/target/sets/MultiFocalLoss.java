package io.winnow.trainer.target.sets;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.models.head.GroupedCosineHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.BatchLabelLosses;
import io.winnow.models.loss.LongTailLosses;
import io.winnow.models.loss.LongTailLosses.MultiFocus;
import io.winnow.models.loss.Losses;
import io.winnow.models.loss.MultiLabelLoss;
import io.winnow.models.loss.PairMarks;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Multi-focal modifier with an optional reflective label corrector (COMIC; Zhang et al., ICCV 2023, sections 3.1 and 3.2). The corrector
 * counts for each class the examples whose latest prediction made them positives; the authors count the corrections of the current epoch.
 */
@Kind("multi_focal")
public record MultiFocalLoss(
        @Doc("Exponent of the rarity 1 - log(positives / positives of the most frequent class), at least 0.")
        @Default("0.3333")
        double power,

        @Doc("Focusing exponent of positives, at least 0.") @Default("0")
        double gammaPositive,

        @Doc("Factor with which the rarity of a class is added to gamma_positive, at least 0.") @Default("0")
        double rarityPositive,

        @Doc("Focusing exponent of negatives, at least 0. Unknown classes are taken for negatives.") @Default("3")
        double gammaNegative,

        @Doc("Factor with which the rarity of a class is added to gamma_negative, at least 0.") @Default("1")
        double rarityNegative,

        @Doc("Probability up to which a negative has neither loss nor gradient, in [0, 1).") @Default("0.05")
        double margin,

        @Doc("Whether the classes weigh as much as their rarity.") @Default("true")
        boolean weighted,

        @Doc("Whether the focusing factors receive no gradient.") @Default("true")
        boolean detach,

        @Doc("How the losses of all pairs of an example and a class are added up: mean or example.") @Default("mean")
        MultiLabelLoss.Reduction reduction,

        @Doc("Correction of missing labels during the training. By default, none.")
        Optional<Correction> correct,

        @Doc("A head of cosines, as in the paper. By default, the usual linear head.")
        Optional<Cosines> cosines)
        implements SetLoss {
    /** The head of the paper. */
    @Doc("A head whose logits are scaled cosines between the representation and a vector of each class.")
    public record Cosines(
            @Doc("Largest size of a logit, above 0.") @Default("16")
            double scale,

            @Doc("Number of groups into which the elements of a representation are cut; the cosines of the groups are"
                    + " averaged. It must divide the length of the representation.")
            @Default("1")
            int groups,

            @Doc("What is added to the length of a class's vector, above 0.") @Default("0.03125")
            double eta) {
        public Cosines {
            new Checks()
                    .positive("scale", scale)
                    .atLeast("groups", groups, 1)
                    .positive("eta", eta)
                    .done();
        }

        private Layer head(int in, int out) {
            if (in % groups != 0) {
                throw new UserException("classify.loss.cosines.groups is " + groups
                        + ", which does not divide the length of the representations, " + in
                        + ". Set it to a divisor, such as 1 or 2.");
            }
            return new GroupedCosineHead(in, out, scale, groups, eta);
        }
    }

    /** Takes confident predictions of unknown classes for positives. */
    public record Correction(
            @Doc(
                    "Weight of the loss on the corrected labels, above 0. That loss is added up over all pairs and divided by"
                            + " the number of given and corrected positives; with reduction mean, by the number of classes as well.")
            @Default("0.2")
            double weight,

            @Doc(
                    "Probability above which an unknown class is taken for a positive, in (0, 1); it must also be above the mean of the batch.")
            @Default("0.7")
            double threshold,

            @Doc("Logits of positives are lowered by this margin, at least 0.") @Default("1")
            double margin,

            @Doc("Share of the training after which corrections begin, in [0, 1).") @Default("0.2")
            double after) {
        /** Exponent of the rarity in the loss on corrected labels, as in the authors' code. */
        static final double POWER = 1.0 / 6;

        public Correction {
            new Checks()
                    .positive("weight", weight)
                    .that(
                            threshold > 0 && threshold < 1,
                            "threshold",
                            "must be above 0 and below 1, found " + threshold)
                    .notNegative("margin", margin)
                    .below("after", after, 0, 1)
                    .done();
        }
    }

    public MultiFocalLoss {
        new Checks()
                .notNegative("power", power)
                .notNegative("gamma_positive", gammaPositive)
                .notNegative("rarity_positive", rarityPositive)
                .notNegative("gamma_negative", gammaNegative)
                .notNegative("rarity_negative", rarityNegative)
                .below("margin", margin, 0, 1)
                .done();
    }

    private MultiFocus focus(double exponent) {
        return new MultiFocus(
                exponent, gammaPositive, rarityPositive, gammaNegative, rarityNegative, margin, weighted, detach);
    }

    @Override
    public boolean averagesExamples() {
        return correct.isEmpty();
    }

    @Override
    public boolean weighsClasses() {
        return true;
    }

    @Override
    public Layer head(int in, Target target) {
        return cosines.map(options -> options.head(in, target.names().size())).orElseGet(() -> target.head(in));
    }

    @Override
    public OptionalDouble cosineScale() {
        return cosines.isPresent() ? OptionalDouble.of(cosines.get().scale()) : OptionalDouble.empty();
    }

    /** A head of cosines has no biases. */
    @Override
    public Optional<float[]> shareLogits(Labels given) {
        return cosines.isPresent() ? Optional.empty() : SetLoss.super.shareLogits(given);
    }

    /** Corrections belong to training examples, not to mixtures of them. */
    @Override
    public boolean allowsMixup() {
        return correct.isEmpty();
    }

    @Override
    public Bound bind(Labels given, NDManager manager) {
        ClassSets sets = (ClassSets) given;
        int[] counts = SetLoss.positives(sets);
        NDArray like = manager.zeros(new Shape(1));
        Sum sum = new Sum(reduction, false);
        MultiLabelLoss loss = LongTailLosses.multiFocal(counts, focus(power), like);
        Bound usual = sum.bind(loss, sum.weights(loss, sets), manager);
        return correct.<Bound>map(correction -> new Corrected(
                        usual,
                        counts,
                        correction,
                        focus(Correction.POWER),
                        correction.weight / (reduction == MultiLabelLoss.Reduction.MEAN ? counts.length : 1),
                        new PairMarks(sets.size(), counts.length, manager)))
                .orElse(usual);
    }

    @Override
    public Optional<String> refuses(Target target, Labels given) {
        return SetLoss.super
                .refuses(target, given)
                .or(() -> correct.isPresent() && ((ClassSets) given).complete()
                        ? Optional.of(
                                "has correct, which takes unknown classes for positives, but of every class it is known"
                                        + " whether an example has it. " + SetLoss.SAY_UNKNOWN
                                        + ", or leave correct out")
                        : Optional.empty());
    }

    /**
     * The loss on the given labels and on those that are corrected.
     *
     * @param scale factor of the loss on the corrected labels per positive: with as many positives as examples, this loss is reduced as the
     *     other one is
     * @param corrected the pairs whose latest prediction made them positives
     */
    @SuppressWarnings("ArrayRecordComponent") // bound once; never compared
    private record Corrected(
            TargetLoss.Bound given,
            int[] counts,
            Correction options,
            MultiFocus focus,
            double scale,
            PairMarks corrected)
            implements TargetLoss.Bound {
        @Override
        public NDArray of(NDArray logits, NDArray states, NDArray rows, Optional<NDArray> weights, double progress) {
            NDArray loss = given.of(logits, states, rows, weights, progress);
            if (progress < options.after) {
                return loss;
            }
            NDArray lowered = BatchLabelLosses.lowered(logits, states, options.margin);
            NDArray added = BatchLabelLosses.reflected(lowered, states, options.threshold);
            corrected.set(rows, added);
            int[] all = corrected.counts().clone();
            for (int c = 0; c < all.length; c++) {
                all[c] += counts[c];
            }
            NDArray positives = BatchLabelLosses.withPositives(states, added);
            NDArray pairs = LongTailLosses.multiFocal(all, focus, logits).perPair(lowered, positives);
            NDArray mean = BatchLabelLosses.perPositive(pairs, positives, SetLoss.weights(states, weights));
            return loss.add(Losses.scaled(mean, scale));
        }

        @Override
        public Map<String, NDArray> state() {
            return Map.of("corrected_labels", corrected.values());
        }

        @Override
        public Optional<NDArray> correctedPairs() {
            return Optional.of(corrected.values());
        }
    }
}
