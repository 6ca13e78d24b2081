package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.random.Permutation;
import io.winnow.models.loss.FeatureUnion;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.run.UserException;

/** Unions of the representations of pairs of examples, which are further examples for the head (laso.md, section 3). */
@Doc("For examples with any number of classes: the head also learns from unions of two examples of a batch, whose"
        + " representation is made of both, and which have the classes of both (LaSO,"
        + " https://arxiv.org/abs/1902.09811).")
public record UnionOptions(
        @Doc("sum of both representations, or the larger of both, element by element (max), which needs"
                + " representations that are nowhere negative, such as those of a ResNet.")
        @Default("sum")
        FeatureUnion operator,

        @Doc("Whether a union is scaled to the mean length of the two representations.") @Default("false")
        boolean rescale,

        @Doc("Weight of the loss on unions, which is added to that on the examples; above 0.") @Default("1")
        double weight) {
    public UnionOptions {
        new Checks().positive("weight", weight).done();
    }

    /**
     * Draws the partner of each example of a batch, which is always another one: the examples are put into a random cycle. Only a batch of
     * one has no other example: there, it is joined with itself. The configuration refuses such batches, so this is a training on one example.
     *
     * @return (B) int64
     */
    static NDArray partners(int batch, long key, NDManager manager) {
        int[] cycle = Permutation.of(batch, key, BatchStreams.UNION_PARTNER);
        long[] partners = new long[batch];
        for (int i = 0; i < batch; i++) {
            partners[cycle[i]] = cycle[(i + 1) % batch];
        }
        return manager.create(partners);
    }

    /** Returns the unions (B, D) of representations with those of their partners (B). */
    NDArray of(NDArray features, NDArray order) {
        NDArray unions = operator.of(features, order);
        return rescale ? FeatureUnion.rescaled(unions, features, order) : unions;
    }

    /** Requires that representations suit the operator. */
    void require(NDArray features) {
        if (operator == FeatureUnion.MAX && features.min().getFloat() < 0) {
            throw new UserException(
                    "classify.union.operator is max, but the representations of this encoder have negative elements,"
                            + " of which the larger one is no union. Set it to sum, or use an encoder that ends in a ReLU,"
                            + " such as a ResNet.");
        }
    }
}
