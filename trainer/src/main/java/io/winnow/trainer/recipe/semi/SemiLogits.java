package io.winnow.trainer.recipe.semi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.winnow.models.loss.ConsistencyLosses;
import java.util.function.UnaryOperator;

/**
 * Logits of a batch.
 *
 * @param labelled of the labelled examples (B, K)
 * @param weak of the weakly changed unlabelled examples (U, K)
 * @param strong of the strongly changed unlabelled examples (U, K)
 */
record SemiLogits(NDArray labelled, NDArray weak, NDArray strong) {
    /**
     * Passes examples through a network: together, so that they share batch statistics, as far as their shapes allow it. Texts of different
     * lengths differ in shape; their networks have no batch statistics.
     *
     * @param network maps examples (N, ..) to logits (N, K)
     * @param labelled (B, ..)
     * @param weak (U, ..)
     * @param strong (U, ..)
     */
    static SemiLogits of(UnaryOperator<NDArray> network, NDArray labelled, NDArray weak, NDArray strong) {
        int own = (int) labelled.getShape().get(0);
        int others = (int) weak.getShape().get(0);
        if (haveOneShape(labelled, weak) && haveOneShape(weak, strong)) {
            NDArray all = network.apply(NDArrays.concat(new NDList(labelled, weak, strong)));
            return new SemiLogits(
                    ConsistencyLosses.rows(all, 0, own),
                    ConsistencyLosses.rows(all, own, others),
                    ConsistencyLosses.rows(all, own + others, others));
        }
        NDArray ofLabelled = network.apply(labelled);
        if (!haveOneShape(weak, strong)) {
            return new SemiLogits(ofLabelled, network.apply(weak), network.apply(strong));
        }
        NDArray both = network.apply(NDArrays.concat(new NDList(weak, strong)));
        return new SemiLogits(
                ofLabelled, ConsistencyLosses.rows(both, 0, others), ConsistencyLosses.rows(both, others, others));
    }

    private static boolean haveOneShape(NDArray a, NDArray b) {
        return a.getShape().slice(1).equals(b.getShape().slice(1));
    }
}
