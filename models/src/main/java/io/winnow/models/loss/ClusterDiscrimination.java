package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.winnow.models.torch.OutputFunction;

/**
 * The losses of cluster discrimination (MLCD, arXiv 2407.17331, section 3): they train an embedding to score its own class centers, the
 * positives, above sampled other centers, the negatives. With theta the angle between an embedding and a center, the score of a negative is
 * {@code scale * cos(theta)} and that of a positive is {@code scale * cos(theta + margin)}.
 *
 * @param objective the loss function, named by its equation in the paper
 * @param scale factor of the cosines, above 0; the code of the paper's successor uses 64, and small data sets need less
 * @param margin angle that is added to theta for positives, in radians, in [0, pi/2)
 * @param derivative how the margin is differentiated
 */
public record ClusterDiscrimination(Objective objective, double scale, double margin, MarginDerivative derivative) {
    /** A function of embeddings x (B, D) that is called at once. */
    @FunctionalInterface
    private interface Direct {
        NDArray of(
                NDArray x,
                NDArray centers,
                NDArray positives,
                double scale,
                double cosMargin,
                double sinMargin,
                boolean exact,
                boolean guarded);
    }

    /** A function of embeddings that follows the network pass which gives them. */
    @FunctionalInterface
    private interface Following {
        OutputFunction of(
                NDArray centers,
                NDArray positives,
                double scale,
                double cosMargin,
                double sinMargin,
                boolean exact,
                boolean guarded);
    }

    /** The loss functions. N is the sum of exp(score) over the negatives, and P the sum of exp(-score) over the positives. */
    public enum Objective {
        /** Equation 5: log(1 + N) + log(1 + P). */
        MULTI_LABEL,
        /** Equation 4: log(1 + N P). */
        MULTI_LABEL_COUPLED,
        /** Equation 3: cross-entropy with the nearest center as the only positive. */
        SINGLE_LABEL,
        /** The mean over the positives of a softmax cross-entropy over all sampled centers, which include the other positives. */
        PER_SLOT
    }

    /** The derivative of cos(theta + margin) with respect to cos(theta) that the backward pass uses. */
    public enum MarginDerivative {
        /** sin(theta + margin) / sin(theta). If theta + margin exceeds pi, it is negative and pushes the positive away. */
        EXACT,
        /** Like {@link #EXACT}, but 1 if theta + margin exceeds pi. */
        GUARDED,
        /** Always 1, as in the published code of this family of methods. */
        ONE
    }

    public ClusterDiscrimination {
        require(scale > 0 && Double.isFinite(scale), "scale must be a positive number; found " + scale);
        require(margin >= 0 && margin < Math.PI / 2, "margin must be an angle in [0, pi/2) radians; found " + margin);
    }

    /** The number of positives per example that this objective uses, if each example has {@code labels} of them. */
    public int labelsUsed(int labels) {
        return objective == Objective.SINGLE_LABEL ? Math.min(1, labels) : labels;
    }

    /**
     * The mean loss of a batch.
     *
     * @param embeddings (B, D), not necessarily normalised
     * @param centers (S, D), the sampled class centers, not necessarily normalised
     * @param positives (B, l) int64: for each embedding, the distinct rows of its own centers in {@code centers}, nearest first
     */
    public NDArray mean(NDArray embeddings, NDArray centers, NDArray positives) {
        return mean(centers, positives).of(embeddings);
    }

    /** The mean loss of a batch as a function of the embeddings. */
    public OutputFunction mean(NDArray centers, NDArray positives) {
        Following mean =
                switch (objective) {
                    case MULTI_LABEL -> DiscriminationScript::meanEquation5;
                    case MULTI_LABEL_COUPLED -> DiscriminationScript::meanEquation4;
                    case SINGLE_LABEL -> DiscriminationScript::meanEquation3;
                    case PER_SLOT -> DiscriminationScript::meanPerSlot;
                };
        return mean.of(centers, positives, scale, Math.cos(margin), Math.sin(margin), isExact(), isGuarded());
    }

    /** The loss of each example (B), with the same arguments as {@link #mean(NDArray, NDArray, NDArray)}. */
    public NDArray perExample(NDArray embeddings, NDArray centers, NDArray positives) {
        Direct loss =
                switch (objective) {
                    case MULTI_LABEL -> DiscriminationScript::equation5;
                    case MULTI_LABEL_COUPLED -> DiscriminationScript::equation4;
                    case SINGLE_LABEL -> DiscriminationScript::equation3;
                    case PER_SLOT -> DiscriminationScript::perSlot;
                };
        return call(loss, embeddings, centers, positives);
    }

    private NDArray call(Direct function, NDArray embeddings, NDArray centers, NDArray positives) {
        return function.of(
                embeddings, centers, positives, scale, Math.cos(margin), Math.sin(margin), isExact(), isGuarded());
    }

    private boolean isExact() {
        return derivative != MarginDerivative.ONE;
    }

    private boolean isGuarded() {
        return derivative == MarginDerivative.GUARDED;
    }

    /** Whether this loss can be computed from the {@link #halves} of shards of the centers. */
    public boolean allowsShards() {
        return objective != Objective.PER_SLOT;
    }

    /**
     * The contribution of one shard of the centers to the loss: for each embedding, the logarithms of the shard's parts of N and of P.
     *
     * @param embeddings (B, D), the whole batch
     * @param centers (S, D), the sampled centers of this shard
     * @param positives (B, l) int64: for each embedding, the rows of its own centers in {@code centers}, or S for centers in other shards
     * @return (2, B): log N in the first row, log P in the second
     */
    public NDArray halves(NDArray embeddings, NDArray centers, NDArray positives) {
        return call(DiscriminationScript::halves, embeddings, centers, positives);
    }

    /**
     * The mean loss of a batch, computed from the halves of all shards. N and P are summed over the shards with logsumexp, so that large
     * scores do not overflow.
     *
     * @param halves one array (2, B) per shard, all on one device
     * @throws IllegalStateException if the objective does not allow shards
     */
    public NDArray mean(NDList halves) {
        if (!allowsShards()) {
            throw new IllegalStateException(
                    "The objective per_slot cannot be computed from shards; put all centers on one device.");
        }
        return DiscriminationScript.joined(halves, objective == Objective.MULTI_LABEL);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("Cluster discrimination: " + message + ".");
        }
    }
}
