package io.winnow.models.layer;

import java.util.Set;

/**
 * Options of low-rank adaptation (LoRA; Hu et al., ICLR 2022, arXiv 2106.09685): linear maps W of transformer layers are replaced by {@code W
 * + alpha / rank B A}, where W stays as it is and only B and A are trained.
 *
 * @param rank rank r of the updates, at least 1: A is (r, in) and B is (out, r)
 * @param alpha scale of the updates, which are multiplied by alpha / rank
 * @param dropout probability with which each input of an update is dropped in training, in [0, 1)
 * @param targets linear maps that are adapted
 */
public record LowRankOptions(int rank, double alpha, double dropout, Set<Target> targets) {
    public LowRankOptions {
        targets = Set.copyOf(targets);
        if (rank < 1 || !(alpha > 0) || dropout < 0 || dropout >= 1 || targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "Low-rank adaptation needs a rank of at least 1, an alpha above 0, a dropout in"
                            + " [0, 1) and a target; found rank " + rank + ", alpha " + alpha + ", dropout " + dropout
                            + " and targets " + targets + ".");
        }
    }

    /** The linear maps of a transformer layer. */
    public enum Target {
        /** Queries of the attention. */
        QUERY,
        /** Keys of the attention. */
        KEY,
        /** Values of the attention. */
        VALUE,
        /** The map after the attention. */
        OUTPUT,
        /** Both maps of the feed-forward network. */
        FEED_FORWARD
    }

    /** Factor of the updates. */
    double scale() {
        return alpha / rank;
    }
}
