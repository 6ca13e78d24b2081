package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.head.ClassCenterShard;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.engine.RoundRole;
import io.winnow.trainer.engine.Team;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loss for class centers that are divided among workers, each of which holds and updates its shard alone (Partial FC). It is the loss of {@link
 * ShardedCenters}, but arrays go from process to process: the embeddings and labels of the whole batch to all workers, then the halves of the loss
 * of each shard, and back the sum of the gradients of the embeddings.
 *
 * @param shard the centers of this worker
 */
record TeamCenters(ShardLoss loss, ClassCenterShard shard) {
    /** Labels travel as float32, which has all whole numbers up to this one. */
    private static final int MOST_CENTERS = 1 << 24;

    private static final String EMBEDDINGS = Team.GATHERED + "embeddings";
    private static final String LABELS = Team.GATHERED + "labels";
    private static final String SIZES = Team.GATHERED + "sizes";
    private static final String HALVES = Team.GATHERED + "halves";
    private static final String GRADIENT = "embeddings";

    /**
     * Makes room for the centers of a worker, so that it never holds all of them.
     *
     * @param all number of centers in all shards
     * @param negatives number of negatives that a step draws from all of them
     */
    static TeamCenters of(
            ClusterDiscrimination loss,
            RoundRole.Member member,
            int all,
            int negatives,
            int dimension,
            NDManager manager) {
        int[] begins = ClassCenterShard.begins(all, member.workers());
        int begin = begins[member.number()];
        NDArray room = manager.zeros(new Shape(begins[member.number() + 1] - begin, dimension));
        return new TeamCenters(new ShardLoss(loss), new ClassCenterShard(all, negatives, begin, room));
    }

    /**
     * Checks that workers can divide the centers. The configuration tells so before anything is computed.
     *
     * @param all number of centers
     */
    static void check(Checks checks, ClusterDiscrimination loss, int all, int workers) {
        checks.that(
                        loss.allowsShards(),
                        "recipe.discriminate.objective",
                        "must not be per_slot with rounds.outer.kind synchronous: it needs all sampled centers in one place, but the"
                                + " workers divide them. Choose another objective, or set rounds.outer.kind to average")
                .that(
                        all >= workers && all <= MOST_CENTERS,
                        "recipe.cluster.k",
                        "must be at least the number of workers, which is " + workers + ", and at most " + MOST_CENTERS
                                + " with rounds.outer.kind synchronous: the workers divide the class centers; found "
                                + all
                                + ". Or set rounds.outer.kind to average");
    }

    /**
     * Divides the centers among workers.
     *
     * @param scope owns the returned arrays
     * @return for each worker, the arrays that the state of its shard begins with
     * @throws IllegalArgumentException if they cannot be divided
     */
    static List<Map<String, NDArray>> divide(
            ClusterDiscrimination loss, SampledClassCenters all, int workers, NDManager scope) {
        Checks checks = new Checks();
        check(checks, loss, all.count(), workers);
        checks.done();
        return ClassCenterShard.states(all, workers, scope);
    }

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
        Map<String, float[]> given = new LinkedHashMap<>();
        given.put(EMBEDDINGS, vectors.toFloatArray());
        given.put(LABELS, floats(labels));
        given.put(SIZES, new float[] {vectors.getShape().get(0)});
        Map<String, float[]> batch = team.exchange(given);
        SampledClassCenters.Sample sample = shard.sample(integers(batch.get(LABELS)), labelsPerExample, key);
        float value;
        try {
            value = backward(vectors, batch, sample, factor, scope, team);
        } catch (RuntimeException left) {
            sample.close(); // a step that is left in an exchange is done again, with a sample of its own
            throw left;
        }
        shard.collect(sample);
        return value;
    }

    /** Does the same for a sample of the centers of this worker, and the arrays of the whole batch. */
    private float backward(
            NDArray vectors,
            Map<String, float[]> batch,
            SampledClassCenters.Sample sample,
            double factor,
            NDManager scope,
            Team team) {
        long own = vectors.getShape().get(0);
        long dimension = vectors.getShape().get(1);
        long size = batch.get(EMBEDDINGS).length / dimension;
        NDArray gathered = leaf(scope, batch.get(EMBEDDINGS), new Shape(size, dimension));
        NDArray halves = loss.halves(gathered, sample, scope);
        float[] all = team.exchange(Map.of(HALVES, halves.toFloatArray())).get(HALVES);
        NDList leaves = new NDList();
        Shape shape = new Shape(2, size);
        int length = Math.toIntExact(shape.size());
        for (int i = 0; i < team.workers(); i++) {
            float[] part = new float[length];
            System.arraycopy(all, i * length, part, 0, length);
            leaves.add(leaf(scope, part, shape));
        }
        float value = loss.backward(leaves, factor);
        try (NDArray gradient = leaves.get(team.number()).getGradient()) {
            Autograd.backward(halves, gradient);
        }
        float[] sum;
        try (NDArray gradient = gathered.getGradient()) {
            sum = team.exchange(Map.of(GRADIENT, gradient.toFloatArray())).get(GRADIENT);
        }
        long before = 0;
        for (int i = 0; i < team.number(); i++) {
            before += (long) batch.get(SIZES)[i];
        }
        float[] rows = new float[Math.toIntExact(own * dimension)];
        System.arraycopy(sum, Math.toIntExact(before * dimension), rows, 0, rows.length);
        try (NDArray gradient = scope.create(rows, vectors.getShape())) {
            Autograd.backward(vectors, gradient);
        }
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
}
