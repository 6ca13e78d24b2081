package io.winnow.trainer.engine;

import io.winnow.datasets.loader.Batch;
import java.util.List;

/** An objective whose loss on several devices is no mean over their parts of a batch. */
public interface JointObjective<B extends Batch> extends ReplicableObjective<B> {
    /**
     * Adds the gradient of {@code factor} times the mean loss of a batch to the parameters of this objective and its replicas; their sum
     * is the gradient.
     *
     * @param parts of the batch, one a device, that of this objective first
     * @param key what random draws of this batch are a function of
     * @return {@code factor} times the mean loss
     */
    float backward(List<Part<B>> parts, long key, double factor, Crew crew);
}
