package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.head.ShardedClassCenters;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.engine.Crew;
import java.util.List;
import java.util.Map;

/**
 * The loss against class centers that several devices share. Each gathers the embeddings of all and scores them against its shard; of each
 * half of the loss the largest score and the sum are reduced on the first device; gradients go back the same way.
 */
final class ShardedCenters implements AutoCloseable {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(ShardedCenters.class, "shards.py");

    private final ClusterDiscrimination loss;
    private final ShardedClassCenters centers;

    /** @param centers taken over */
    ShardedCenters(ClusterDiscrimination loss, ShardedClassCenters centers) {
        this.loss = loss;
        this.centers = centers;
    }

    /**
     * Adds the gradient of {@code factor} times the mean loss to what the embeddings come from and to the sampled centers.
     *
     * @param vectors (B_i, D) of each device, recorded
     * @param labels (B, l) row-major: the centers of all embeddings in the order of devices
     * @param key decides the draw of negatives
     * @param scopes one a device; they close what is made here
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
        List<NDArray> gathered = crew.each(i -> leaf("gather", new NDList(vectors), scopes.get(i), vectors.get(i)));
        List<NDArray> halves = crew.each(i -> {
            try (Autograd.Recording recording = Autograd.record()) {
                NDArray own = loss.halves(
                        gathered.get(i), sample.get(i).values(), sample.get(i).positives());
                own.attach(scopes.get(i));
                return own;
            }
        });
        NDManager firstScope = scopes.get(0);
        NDList leaves = new NDList();
        halves.forEach(own -> leaves.add(leaf("gather", new NDList(own), firstScope, halves.get(0))));
        float value;
        try (Autograd.Recording recording = Autograd.record();
                NDArray mean = loss.mean(leaves);
                NDArray scaled = Losses.scaled(mean, factor)) {
            Autograd.backward(scaled);
            value = scaled.getFloat();
        }
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
        crew.each(i -> {
            NDArray own = vectors.get(i);
            try (Autograd.Recording pause = Autograd.pause()) {
                NDArray gradient = FUNCTIONS.call(
                        "rows_of_sum", gradients, begins[i], own.getShape().get(0), own);
                gradient.attach(scopes.get(i));
                Autograd.backward(own, gradient);
            }
            return i;
        });
        centers.collect(sample);
        return value;
    }

    /** What a function makes of arrays of any device on that of {@code like}, as a leaf that takes a gradient. */
    private static NDArray leaf(String function, NDList arrays, NDManager scope, NDArray like) {
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray leaf = FUNCTIONS.call(function, arrays, like);
            leaf.attach(scope);
            leaf.setRequiresGradient(true);
            return leaf;
        }
    }

    private static NDArray moved(NDArray array, NDManager from, NDManager to, NDArray like) {
        try (Autograd.Recording pause = Autograd.pause()) {
            array.attach(from);
            NDArray moved = FUNCTIONS.call("gather", new NDList(array), like);
            moved.attach(to);
            return moved;
        }
    }

    /** Moves the sampled centers of this step. */
    void step(double learningRate, double momentum, double weightDecay) {
        centers.step(learningRate, momentum, weightDecay);
    }

    /** What a checkpoint must hold, by name; views, not copies. */
    Map<String, NDArray> state() {
        return centers.state();
    }

    @Override
    public void close() {
        centers.close();
    }
}
