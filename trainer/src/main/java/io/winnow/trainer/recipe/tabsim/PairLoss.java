package io.winnow.trainer.recipe.tabsim;

import ai.djl.ndarray.NDArray;
import io.winnow.models.loss.PairLosses;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;

/** What the vectors of pairs are trained to. */
@Doc("What the vectors of pairs are trained to.")
public sealed interface PairLoss {
    /**
     * The mean loss of some pairs.
     *
     * @param a vectors of the queries (B, D)
     * @param b vectors of the candidates (B, D)
     */
    NDArray of(NDArray a, NDArray b, PairTargets targets);

    /** Whether distances are between vectors of length 1, as the loss sees their angles alone. */
    boolean unitLength();

    /** Pairs that say nothing to this loss are left out of training. */
    default boolean uses(boolean similar) {
        return true;
    }

    /** The paper's: similar pairs are drawn together, others pushed apart up to a margin. */
    @Kind("contrastive")
    record Contrastive(
            @Doc("Dissimilar pairs farther apart than this are far enough.") @Default("1")
            double margin,

            @Doc("Distances between vectors of length 1.") @Default("false")
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

    /** Cosines become the graded similarities. */
    @Kind("cosine")
    record Cosine(
            @Doc("The cosine that the least similar pairs should have.") @Default("0")
            double lowest) implements PairLoss {
        public Cosine {
            new Checks().between("lowest", lowest, -1, 0.9).done();
        }

        @Override
        public NDArray of(NDArray a, NDArray b, PairTargets targets) {
            NDArray cosines = targets.similarity().mul(1 - lowest).add(lowest);
            return PairLosses.gradedCosine(a, b, cosines);
        }

        @Override
        public boolean unitLength() {
            return true;
        }
    }

    /** In-batch negatives, on similar pairs alone: a query's candidate against the candidates of other queries. */
    @Kind("multiple_negatives")
    record MultipleNegatives(
            @Doc("Of the cosines.") @Default("20") double scale,

            @Doc("Candidates find their queries as well.") @Default("true")
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
