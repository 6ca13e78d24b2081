package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;

/**
 * The loss for class centers in shards, wherever they are: the contribution of each shard to the halves of the loss, for positives and for
 * negatives, and the loss that all of them make.
 */
record ShardLoss(ClusterDiscrimination loss) {
    /**
     * Returns the halves (2, B) of a shard, recorded for the backward pass.
     *
     * @param embeddings (B, D), the whole batch
     * @param sample the sampled centers of the shard
     * @param scope the result is attached to it
     */
    NDArray halves(NDArray embeddings, SampledClassCenters.Sample sample, NDManager scope) {
        try (Autograd.Recording recording = Autograd.record()) {
            NDArray halves = loss.halves(embeddings, sample.values(), sample.positives());
            halves.attach(scope);
            return halves;
        }
    }

    /**
     * Computes the gradient of {@code factor} times the mean loss at the halves (2, B) of all shards, which are leaves.
     *
     * @return {@code factor} times the mean loss
     */
    float backward(NDList halves, double factor) {
        try (Autograd.Recording recording = Autograd.record();
                NDArray mean = loss.mean(halves);
                NDArray scaled = Losses.scaled(mean, factor)) {
            Autograd.backward(scaled);
            return scaled.getFloat();
        }
    }
}
