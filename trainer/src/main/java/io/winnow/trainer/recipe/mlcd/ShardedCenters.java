package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.head.ShardedClassCenters;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.engine.Crew;
import java.util.List;
import java.util.Map;

/**
 * The loss for class centers that are distributed over several devices. Each device gathers the embeddings of all devices and scores them
 * against its own shard of the centers. The loss consists of two halves, for positives and negatives; the largest score and the sum of each
 * half are reduced on the first device. Gradients flow back the same way.
 */
final class ShardedCenters implements AutoCloseable {
    private final ShardLoss loss;
    private final ShardedClassCenters centers;

    /** @param centers the centers, which are closed by this object */
    ShardedCenters(ClusterDiscrimination loss, ShardedClassCenters centers) {
        this.loss = new ShardLoss(loss);
        this.centers = centers;
    }

    /**
     * Computes the gradient of {@code factor} times the mean loss and adds it to the parameters behind the embeddings and to the sampled
     * centers.
     *
     * @param vectors embeddings (B_i, D) of each device, recorded for the backward pass
     * @param labels positives of all embeddings (B, l), row-major, in the order of the devices
     * @param labelsPerExample l
     * @param key key of the random numbers that sample the negatives
     * @param scopes one manager per device, to which temporary arrays are attached
     * @return {@code factor} times the mean loss
     */
    float backward(
            List<NDArray> vectors,
            int[] labels,
            int labelsPerExample,
            long key,
            double factor,
            List<NDManager> scopes,
            Crew crew) {
        List<SampledClassCenters.Sample> sample = centers.sample(labels, labelsPerExample, key);
        List<NDArray> gathered = crew.each(i -> leaf(new NDList(vectors), scopes.get(i), vectors.get(i)));
        List<NDArray> halves = crew.each(i -> loss.halves(gathered.get(i), sample.get(i), scopes.get(i)));
        NDManager firstScope = scopes.get(0);
        NDList leaves = new NDList();
        halves.forEach(own -> leaves.add(leaf(new NDList(own), firstScope, halves.get(0))));
        float value = loss.backward(leaves, factor);
        crew.each(i -> {
            NDArray gradient = moved(leaves.get(i).getGradient(), firstScope, scopes.get(i), halves.get(i));
            Autograd.backward(halves.get(i), gradient);
            return i;
        });
        NDList gradients = new NDList();
        for (int i = 0; i < gathered.size(); i++) {
            NDArray gradient = gathered.get(i).getGradient();
            gradient.attach(scopes.get(i));
            gradients.add(gradient);
        }
        long[] begins = new long[vectors.size()];
        for (int i = 1; i < begins.length; i++) {
            begins[i] = begins[i - 1] + vectors.get(i - 1).getShape().get(0);
        }
        List<NDArray> sums = crew.each(i -> {
            NDArray own = vectors.get(i);
            try (Autograd.Recording pause = Autograd.pause()) {
                NDArray sum = ShardsScript.rowsOfSum(
                        gradients, begins[i], own.getShape().get(0), own);
                sum.attach(scopes.get(i));
                return sum;
            }
        });
        crew.backward(vectors, sums);
        centers.collect(sample);
        return value;
    }

    /** Gathers arrays of any devices on the device of {@code like}, as a leaf that receives a gradient. */
    private static NDArray leaf(NDList arrays, NDManager scope, NDArray like) {
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray leaf = ShardsScript.gather(arrays, like);
            leaf.attach(scope);
            leaf.setRequiresGradient(true);
            return leaf;
        }
    }

    private static NDArray moved(NDArray array, NDManager from, NDManager to, NDArray like) {
        try (Autograd.Recording pause = Autograd.pause()) {
            array.attach(from);
            NDArray moved = ShardsScript.gather(new NDList(array), like);
            moved.attach(to);
            return moved;
        }
    }

    /** Updates the sampled centers of this step. */
    void step(double learningRate, double momentum, double weightDecay) {
        centers.step(learningRate, momentum, weightDecay);
    }

    /** Returns the arrays that a checkpoint must contain, by name. They are views, not copies. */
    Map<String, NDArray> state() {
        return centers.state();
    }

    @Override
    public void close() {
        centers.close();
    }
}
