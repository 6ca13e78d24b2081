package io.winnow.trainer.recipe.tabsim;

import ai.djl.ndarray.NDArray;
import io.winnow.models.loss.Losses;
import io.winnow.models.loss.PairLosses;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;

/** The loss on the vectors of both tables of a pair. */
@Doc("The loss on the vectors of both tables of a pair.")
public sealed interface PairLoss {
    /**
     * Returns the mean loss of some pairs.
     *
     * @param a vectors of the queries (B, D)
     * @param b vectors of the candidates (B, D)
     * @param targets annotations of the pairs
     */
    NDArray of(NDArray a, NDArray b, PairTargets targets);

    /** Returns whether vectors are scaled to length 1 before their distance is computed. */
    boolean unitLength();

    /** Returns whether the loss uses similar or dissimilar pairs. Pairs that it does not use are left out of the training. */
    default boolean uses(boolean similar) {
        return true;
    }

    /** The contrastive loss of the paper: it pulls similar pairs together and pushes dissimilar ones apart up to a margin. */
    @Kind("contrastive")
    record Contrastive(
            @Doc("Margin: dissimilar pairs at a larger distance than this contribute no loss, above 0.") @Default("1")
            double margin,

            @Doc("Whether vectors are scaled to length 1 before their distance is computed.") @Default("false")
            boolean unitLength)
            implements PairLoss {
        public Contrastive {
            new Checks().positive("margin", margin).done();
        }

        @Override
        public NDArray of(NDArray a, NDArray b, PairTargets targets) {
            return PairLosses.contrastive(a, b, targets.dissimilar(), margin);
        }
    }

    /** Squared error between the cosine of a pair and its graded similarity. */
    @Kind("cosine")
    record Cosine(
            @Doc(
                    "Target cosine of the least similar pairs, between -1 and 0.9. The most similar pairs have the target 1.")
            @Default("0")
            double lowest)
            implements PairLoss {
        public Cosine {
            new Checks().between("lowest", lowest, -1, 0.9).done();
        }

        @Override
        public NDArray of(NDArray a, NDArray b, PairTargets targets) {
            NDArray cosines = Losses.scaled(targets.similarity(), 1 - lowest).add(lowest);
            return PairLosses.gradedCosine(a, b, cosines);
        }

        @Override
        public boolean unitLength() {
            return true;
        }
    }

    /** In-batch negatives: a softmax of the candidate of each query against the candidates of other queries. Uses similar pairs only. */
    @Kind("multiple_negatives")
    record MultipleNegatives(
            @Doc("Factor of the cosines in the softmax (the inverse temperature), above 0.") @Default("20")
            double scale,

            @Doc("Whether the loss is also computed in the other direction, from candidates to queries.")
            @Default("true")
            boolean symmetric)
            implements PairLoss {
        public MultipleNegatives {
            new Checks().positive("scale", scale).done();
        }

        @Override
        public NDArray of(NDArray a, NDArray b, PairTargets targets) {
            return PairLosses.inBatchNegatives(a, b, targets.queries(), scale, symmetric);
        }

        @Override
        public boolean unitLength() {
            return true;
        }

        @Override
        public boolean uses(boolean similar) {
            return similar;
        }
    }
}
