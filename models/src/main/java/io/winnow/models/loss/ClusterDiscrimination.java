package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.winnow.models.torch.OutputFunction;
import io.winnow.models.torch.TorchFunctions;
import java.util.List;

/**
 * The family of losses that tell an embedding's class centers from sampled others (MLCD, arXiv 2407.17331, section 3). Scores are
 * {@code scale * cos(theta)} of unit embedding and unit center; on positives {@code scale * cos(theta + margin)}.
 *
 * @param objective which equation
 * @param scale of the cosines; the paper's successor uses 64, small data wants less
 * @param margin added to the angle of positives, in radians
 * @param derivative how the margin is differentiated
 */
public record ClusterDiscrimination(Objective objective, double scale, double margin, MarginDerivative derivative) {
    private static final TorchFunctions FUNCTIONS =
            TorchFunctions.load(ClusterDiscrimination.class, "discrimination.py");

    /** Which loss. N is the sum of exp(score) over negatives, P the sum of exp(-score) over positives. */
    public enum Objective {
        /** Equation 5: log(1 + N) + log(1 + P). */
        MULTI_LABEL("equation5"),
        /** Equation 4: log(1 + N P). */
        MULTI_LABEL_COUPLED("equation4"),
        /** Equation 3: cross-entropy of the nearest center alone. */
        SINGLE_LABEL("equation3"),
        /** The mean over the positives of a softmax each, over all sampled centers, the other positives among them. */
        PER_SLOT("per_slot");

        private final String function;

        Objective(String function) {
            this.function = function;
        }
    }

    /** How cos(theta + margin) is differentiated by cos(theta). */
    public enum MarginDerivative {
        /** sin(theta + margin) / sin(theta). Beyond theta + margin = pi it is negative and pushes a positive away. */
        EXACT,
        /** As {@link #EXACT}, and 1 beyond theta + margin = pi. */
        GUARDED,
        /** 1, as the published code of this family does. */
        ONE
    }

    public ClusterDiscrimination {
        require(scale > 0 && Double.isFinite(scale), "scale is a positive number, not " + scale);
        require(margin >= 0 && margin < Math.PI / 2, "margin is an angle in [0, pi/2), not " + margin);
    }

    /** The labels that this objective looks at, out of {@code labels} an image has. */
    public int labelsUsed(int labels) {
        return objective == Objective.SINGLE_LABEL ? Math.min(1, labels) : labels;
    }

    /**
     * The mean loss of a batch.
     *
     * @param embeddings (B, D), of any length
     * @param centers (S, D), of any length; the sampled class centers
     * @param positives (B, l) int64: for each embedding the rows of its own centers, distinct, nearest first
     */
    public NDArray mean(NDArray embeddings, NDArray centers, NDArray positives) {
        return mean(centers, positives).of(embeddings);
    }

    /** The same, of the embeddings. */
    public OutputFunction mean(NDArray centers, NDArray positives) {
        return function("mean_" + objective.function, centers, positives);
    }

    /** The loss of each example (B); as {@link #mean} otherwise. */
    public NDArray perExample(NDArray embeddings, NDArray centers, NDArray positives) {
        return function(objective.function, centers, positives).of(embeddings);
    }

    private OutputFunction function(String name, NDArray centers, NDArray positives) {
        return new OutputFunction(
                FUNCTIONS,
                name,
                List.of(
                        centers,
                        positives,
                        scale,
                        Math.cos(margin),
                        Math.sin(margin),
                        derivative != MarginDerivative.ONE,
                        derivative == MarginDerivative.GUARDED));
    }

    /** Whether {@link #halves} of shards of centers make this loss. */
    public boolean allowsShards() {
        return objective != Objective.PER_SLOT;
    }

    /**
     * What one shard of the centers adds to the loss: for each embedding the log of its part of N and of P.
     *
     * @param embeddings (B, D), of the whole batch
     * @param centers (S, D), the sampled centers of this shard
     * @param positives (B, l) int64: rows of the embedding's own centers, or S for those in other shards
     * @return (2, B)
     */
    public NDArray halves(NDArray embeddings, NDArray centers, NDArray positives) {
        return function("halves", centers, positives).of(embeddings);
    }

    /**
     * The mean loss of a batch from the halves of all shards. The largest score and the sum are taken over the shards by a log of a sum
     * of exponentials of theirs.
     *
     * @param halves (2, B) of each shard, on one device
     */
    public NDArray mean(NDList halves) {
        if (!allowsShards()) {
            throw new IllegalStateException("per_slot has no halves");
        }
        return FUNCTIONS.call("joined", halves, objective == Objective.MULTI_LABEL);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("In cluster discrimination the " + message + ".");
        }
    }
}
