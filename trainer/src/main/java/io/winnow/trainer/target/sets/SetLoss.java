package io.winnow.trainer.target.sets;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.Mixup;
import io.winnow.models.loss.MultiLabelLoss;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Arrays;
import java.util.Optional;

/** The losses of label sets (multi-label-common.md, section 3; pu-mlc.md; comic.md). */
public sealed interface SetLoss extends TargetLoss permits PairwiseLoss, BatchwiseLoss, MultiFocalLoss, SampledLoss {
    /** How the losses of all pairs of an example and a class become one number, and how positives are weighted. */
    @Doc("How the losses of all pairs of an example and a class are added up, and how positives are weighted.")
    record Sum(
            @Doc(
                    "mean: the sum is divided by the number of examples and classes; example: by the number of examples only.")
            @Default("mean")
            MultiLabelLoss.Reduction reduction,

            @Doc(
                    "Whether positives of rare classes weigh more: by the square root of negatives / positives, at most 10.")
            @Default("false")
            boolean balance) {
        Bound bind(MultiLabelLoss loss, float[] factors, NDManager manager) {
            NDArray positiveWeights = manager.create(factors);
            return new OfMixtures((logits, states, rows, weights, progress) -> loss.mean(
                            states, SetLoss.weights(states, weights), positiveWeights, reduction)
                    .of(logits));
        }

        float[] weights(MultiLabelLoss loss, ClassSets labels) {
            int[] positives = new int[labels.classCount()];
            int[] negatives = new int[labels.classCount()];
            for (int i = 0; i < labels.size(); i++) {
                int[] states = labels.states(i);
                for (int c = 0; c < states.length; c++) {
                    boolean negative = states[c] == ClassSets.NEGATIVE
                            || (states[c] == ClassSets.UNKNOWN && !loss.needsNegatives());
                    positives[c] += states[c] == ClassSets.POSITIVE ? 1 : 0;
                    negatives[c] += negative ? 1 : 0;
                }
            }
            if (balance) {
                return MultiLabelLoss.positiveWeights(positives, negatives);
            }
            float[] ones = new float[positives.length];
            Arrays.fill(ones, 1);
            return ones;
        }
    }

    /**
     * A loss whose value for a mixture is the mixture of its values with the labels of either example: for binary cross-entropy, that of the
     * mixed targets. If unknown pairs are left out, a pair that is known of one example only has that example's share as weight.
     */
    record OfMixtures(Bound loss) implements Bound {
        @Override
        public NDArray of(NDArray logits, NDArray states, NDArray rows, Optional<NDArray> weights, double progress) {
            return loss.of(logits, states, rows, weights, progress);
        }

        @Override
        public NDArray ofMixtures(
                NDArray logits,
                NDArray states,
                Mixup.Mixtures mixtures,
                NDArray rows,
                Optional<NDArray> weights,
                double progress) {
            return mixtures.losses(
                    loss.of(logits, states, rows, weights, progress),
                    loss.of(logits, mixtures.partners(states), rows, weights, progress));
        }
    }

    /** Why a loss that leaves out unknown classes cannot be used without negatives, see {@link ClassSets#hasNegatives}. */
    String NO_NEGATIVES = "leaves out unknown classes, and no class of any example is known to be absent, so it"
            + " would learn that every example has every class. Use a loss that takes unknown"
            + " classes for negatives, such as {kind: binary_cross_entropy, unknown:"
            + " negative}, asymmetric or hill, or for very many classes {kind: sampled, unknown: negative}";

    /** What to do if labels are missing, but the description of the data says that none is. */
    String SAY_UNKNOWN =
            "If an example may have a class that its list lacks, set unlisted: unknown in the description of the"
                    + " label (with a column for each class, name the values that leave it open in unknown)";

    /** Whether unknown pairs are left out, so that negatives are needed. */
    default boolean needsNegatives() {
        return false;
    }

    /** The loss looks at all pairs, or, if it leaves out unknown pairs, at the known ones. Half a positive and half a negative more are counted. */
    @Override
    default Optional<float[]> shareLogits(Labels given) {
        ClassSets sets = (ClassSets) given;
        int[] positives = positives(sets);
        int[] known = sets.knownCounts();
        float[] logits = new float[positives.length];
        for (int c = 0; c < logits.length; c++) {
            int all = needsNegatives() ? known[c] : sets.size();
            logits[c] = (float) Math.log((positives[c] + 0.5) / (all - positives[c] + 0.5));
        }
        return Optional.of(logits);
    }

    @Override
    default boolean averagesExamples() {
        return true;
    }

    @Override
    default Optional<String> refuses(Target target, Labels given) {
        if (!(target instanceof SetTarget)) {
            return Optional.of("needs any number of classes for each example");
        }
        return needsNegatives() && !((ClassSets) given).hasNegatives() ? Optional.of(NO_NEGATIVES) : Optional.empty();
    }

    /** Returns the given weights of the examples of a batch (B), or ones. */
    static NDArray weights(NDArray states, Optional<NDArray> weights) {
        return weights.orElseGet(
                () -> states.getManager().ones(new Shape(states.getShape().get(0))));
    }

    /** Returns weights of classes as floats. */
    static float[] factors(double[] classWeights) {
        float[] factors = new float[classWeights.length];
        for (int c = 0; c < factors.length; c++) {
            factors[c] = (float) classWeights[c];
        }
        return factors;
    }

    /** Returns the number of positives of each class (C). */
    static int[] positives(ClassSets labels) {
        return Arrays.stream(labels.counts()).mapToInt(count -> (int) count).toArray();
    }

    /** Returns the states of the pairs of examples and classes (B, C): 1 for positive, -1 for negative and 0 for unknown. */
    static Target.Encoded states(ClassSets labels) {
        int classes = labels.classCount();
        return (rows, manager) -> {
            float[] states = new float[Math.multiplyExact(rows.length, classes)];
            for (int i = 0; i < rows.length; i++) {
                int[] own = labels.states((int) rows[i]);
                for (int c = 0; c < classes; c++) {
                    states[i * classes + c] = own[c];
                }
            }
            return manager.create(states, new Shape(rows.length, classes));
        };
    }
}
