package io.winnow.trainer.target.sets;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.BatchLabelLosses;
import io.winnow.models.loss.BatchLabelLosses.Weights;
import io.winnow.models.loss.MultiLabelLoss;
import io.winnow.models.loss.PairMarks;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.target.Target;
import java.util.Map;
import java.util.Optional;

/**
 * Large loss (LL-R, LL-Ct and LL-Cp; Kim et al., CVPR 2022). Unknown classes are taken for negatives, except those with the largest loss in a
 * batch: since a network learns the true negatives first, these are probably positives whose label is missing. They are left out, or taken for
 * positives.
 */
@Kind("large_loss")
record LargeLoss(
        @Doc("What is done with the unknown classes of the largest loss: reject: they are left out; temporary:"
                + " they are taken for positives in this step; permanent: they are taken for positives from"
                + " then on. The other unknown classes are taken for negatives.")
        @Default("reject")
        Mode mode,

        @Doc("Share of the pairs of a batch that are treated like this, in [0, 1]. With reject and temporary,"
                + " it grows from 0 to this value during the training; with permanent, it is that of each step"
                + " after the first tenth. Defaults to 0.02, and to 0.001 for permanent.")
        Optional<Double> share,

        @Doc("How the losses of all pairs of an example and a class are added up: mean or example.") @Default("mean")
        MultiLabelLoss.Reduction reduction)
        implements BatchwiseLoss {
    /** What is done with unknown pairs of the largest loss. */
    public enum Mode {
        /** LL-R. */
        REJECT,
        /** LL-Ct. */
        TEMPORARY,
        /** LL-Cp. */
        PERMANENT
    }

    private static final double USUAL = 0.02;
    private static final double USUAL_PERMANENT = 0.001;
    private static final double BEGIN = 0.1;

    public LargeLoss {
        new Checks().between("share", share.orElse(0.0), 0, 1).done();
    }

    private double share(double progress) {
        return mode == Mode.PERMANENT
                ? progress < BEGIN ? 0 : share.orElse(USUAL_PERMANENT)
                : share.orElse(USUAL) * progress;
    }

    @Override
    public Bound bind(NDArray positives, ClassSets given, NDManager manager) {
        if (mode == Mode.PERMANENT) {
            return new Permanent(this, positives, new PairMarks(given.size(), given.classCount(), manager));
        }
        return (logits, states, rows, weights, progress) -> {
            NDArray picked = BatchLabelLosses.largestUnknown(logits, states, share(progress));
            Weights each = new Weights(SetLoss.weights(states, weights), positives);
            return mode == Mode.REJECT
                    ? BatchLabelLosses.without(picked, states, each, reduction).of(logits)
                    : assumeNegative(logits, BatchLabelLosses.withPositives(states, picked), each);
        };
    }

    @Override
    public Optional<String> refuses(Target target, Labels given) {
        return BatchwiseLoss.super
                .refuses(target, given)
                .or(() -> ((ClassSets) given).complete()
                        ? Optional.of("looks for unknown classes that are positive, but of every class it is known"
                                + " whether an example has it. " + SetLoss.SAY_UNKNOWN
                                + ", or use another loss, such as asymmetric or hill")
                        : Optional.empty());
    }

    private NDArray assumeNegative(NDArray logits, NDArray states, Weights weights) {
        return MultiLabelLoss.assumeNegative()
                .mean(states, weights.examples(), weights.positives(), reduction)
                .of(logits);
    }

    /** @param corrected the pairs that are positives from now on */
    private record Permanent(LargeLoss loss, NDArray positives, PairMarks corrected) implements Bound {
        @Override
        public NDArray of(NDArray logits, NDArray states, NDArray rows, Optional<NDArray> weights, double progress) {
            NDArray earlier = BatchLabelLosses.withPositives(states, corrected.of(rows));
            NDArray picked = BatchLabelLosses.largestUnknown(logits, earlier, loss.share(progress));
            corrected.add(rows, picked);
            return loss.assumeNegative(
                    logits,
                    BatchLabelLosses.withPositives(earlier, picked),
                    new Weights(SetLoss.weights(states, weights), positives));
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
