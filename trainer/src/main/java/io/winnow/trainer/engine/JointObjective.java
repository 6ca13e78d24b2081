package io.winnow.trainer.engine;

import io.winnow.datasets.loader.Batch;
import java.util.List;

/** An objective whose loss of a batch is not the mean of the losses of its parts, so that the devices must compute it jointly. */
public interface JointObjective<B extends Batch, S> extends ReplicableObjective<B, S> {
    /**
     * Takes the place of {@link #loss} and {@link #collect} on several devices: nothing is kept for {@link #moved}. Computes the gradient of
     * {@code factor} times the mean loss of a batch, and adds a share of it to the parameters of this objective and of each replica. The sum of
     * these shares is the gradient.
     *
     * @param parts parts of the batch, one for each device; the first belongs to this objective
     * @param key key of all random draws for this batch
     * @param factor weight of the batch in the loss of the step
     * @param crew threads of the devices
     * @return {@code factor} times the mean loss
     */
    float backward(List<Part<B, S>> parts, long key, double factor, Crew crew);

    /**
     * The same for workers that do each step together, each of which calls this with its part of the batch.
     *
     * @param part part of this worker
     * @param team exchanges arrays with the other workers
     * @return {@code factor} times the mean loss of the whole batch
     */
    float backward(Part<B, S> part, long key, double factor, Team team);
}
