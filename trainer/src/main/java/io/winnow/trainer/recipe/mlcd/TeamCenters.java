package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.head.ClassCenterShard;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.engine.Team;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The loss for class centers that are divided among workers, each of which holds and updates its shard alone (Partial FC). It is the loss of {@link
 * ShardedCenters}, but arrays go from process to process: the embeddings and labels of the whole batch to all workers, then the halves of the loss
 * of each shard, and back the sum of the gradients of the embeddings.
 *
 * @param shard the centers of this worker, which are closed by this object
 */
record TeamCenters(ClusterDiscrimination loss, ClassCenterShard shard) implements AutoCloseable {
    /** Labels travel as float32, which has all whole numbers up to this one. */
    static final int MOST_CENTERS = 1 << 24;

    private static final String EMBEDDINGS = Team.GATHERED + "embeddings";
    private static final String LABELS = Team.GATHERED + "labels";
    private static final String SIZES = Team.GATHERED + "sizes";
    private static final String HALVES = Team.GATHERED + "halves";
    private static final String GRADIENT = "embeddings";

    /**
     * Computes the gradient of {@code factor} times the mean loss of the whole batch and adds it to the parameters behind the embeddings of this
     * worker and to its sampled centers.
     *
     * @param vectors embeddings (b, D) of this worker's part of the batch, recorded for the backward pass
     * @param labels positives of this part (b, l), row-major
     * @param labelsPerExample l
     * @param key key of the random numbers that sample the negatives, the same for all workers
     * @param scope temporary arrays are attached to it
     * @return {@code factor} times the mean loss of the whole batch
     */
    float backward(
            NDArray vectors, int[] labels, int labelsPerExample, long key, double factor, NDManager scope, Team team) {
        long own = vectors.getShape().get(0);
        long dimension = vectors.getShape().get(1);
        Map<String, float[]> given = new LinkedHashMap<>();
        given.put(EMBEDDINGS, vectors.toFloatArray());
        given.put(LABELS, floats(labels));
        given.put(SIZES, new float[] {own});
        Map<String, float[]> batch = team.exchange(given);
        long size = batch.get(EMBEDDINGS).length / dimension;
        NDArray gathered = leaf(scope, batch.get(EMBEDDINGS), new Shape(size, dimension));
        SampledClassCenters.Sample sample = shard.sample(integers(batch.get(LABELS)), labelsPerExample, key);
        NDArray halves;
        try (Autograd.Recording recording = Autograd.record()) {
            halves = loss.halves(gathered, sample.values(), sample.positives());
            halves.attach(scope);
        }
        float[] all = team.exchange(Map.of(HALVES, halves.toFloatArray())).get(HALVES);
        NDList leaves = new NDList();
        Shape shape = new Shape(2, size);
        int length = Math.toIntExact(shape.size());
        for (int i = 0; i < team.workers(); i++) {
            float[] part = new float[length];
            System.arraycopy(all, i * length, part, 0, length);
            leaves.add(leaf(scope, part, shape));
        }
        float value;
        try (Autograd.Recording recording = Autograd.record();
                NDArray mean = loss.mean(leaves);
                NDArray scaled = Losses.scaled(mean, factor)) {
            Autograd.backward(scaled);
            value = scaled.getFloat();
        }
        try (NDArray gradient = leaves.get(team.number()).getGradient()) {
            Autograd.backward(halves, gradient);
        }
        float[] sum;
        try (NDArray gradient = gathered.getGradient()) {
            sum = team.exchange(Map.of(GRADIENT, gradient.toFloatArray())).get(GRADIENT);
        }
        int begin = 0;
        for (int i = 0; i < team.number(); i++) {
            begin += (int) (batch.get(SIZES)[i] * dimension);
        }
        float[] rows = new float[Math.toIntExact(own * dimension)];
        System.arraycopy(sum, begin, rows, 0, rows.length);
        try (NDArray gradient = scope.create(rows, vectors.getShape())) {
            Autograd.backward(vectors, gradient);
        }
        shard.collect(sample);
        return value;
    }

    private static NDArray leaf(NDManager scope, float[] values, Shape shape) {
        NDArray leaf = scope.create(values, shape);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    private static float[] floats(int[] labels) {
        float[] floats = new float[labels.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = labels[i];
        }
        return floats;
    }

    private static int[] integers(float[] labels) {
        int[] integers = new int[labels.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (int) labels[i];
        }
        return integers;
    }

    /** Updates the sampled centers of this step. */
    void step(double learningRate, double momentum, double weightDecay) {
        shard.step(learningRate, momentum, weightDecay);
    }

    /** Returns the arrays that a checkpoint must contain, by name. They are views, not copies. */
    Map<String, NDArray> state() {
        return shard.state();
    }

    @Override
    public void close() {
        shard.close();
    }
}
