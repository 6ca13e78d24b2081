package io.winnow.trainer.recipe.discover;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.loader.Batch;
import io.winnow.datasets.loader.WeightedOrder;
import io.winnow.models.head.DiscoveryHead;
import io.winnow.models.loss.CategoryDiscovery;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.compiled.NetworkPass;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.BatchSource;
import io.winnow.trainer.engine.Objective;
import java.util.Arrays;
import java.util.List;

/** SimGCD on vectors: two views of each example of a batch, made by dropout. */
final class DiscoveryObjective implements Objective<DiscoveryObjective.Drawn, Void> {
    private static final int BATCH = 4096;

    private final DiscoveryOptions options;
    private final CategoryDiscovery loss;
    private final int[] given;
    private final NDManager manager;
    private final NDArray vectors;
    private final DiscoveryHead network;
    private final NetworkPass pass;
    private final ParameterArena parameters;

    /**
     * Creates a network with random weights, drawn with PyTorch's current seed.
     *
     * @param vectors unit vectors by rows (N, D)
     * @param given class of each example, or -1 (N)
     */
    DiscoveryObjective(DiscoveryOptions options, float[][] vectors, int[] given, int classes, NDManager parent) {
        this.options = options;
        this.given = given;
        loss = options.loss(classes);
        manager = parent.newSubManager();
        this.vectors = manager.create(SemiSupervisedKMeans.flat(vectors), new Shape(vectors.length, vectors[0].length));
        network = new DiscoveryHead(vectors[0].length, classes, options.projection(), options.dropout());
        network.initialize(manager);
        parameters = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
        pass = new NetworkPass(network, manager);
    }

    /**
     * The examples of one step.
     *
     * @param rows positions of the examples
     * @param waitNanos time in nanoseconds that creating this batch took on the training's own thread
     */
    @SuppressWarnings("ArrayRecordComponent") // a batch; never compared
    record Drawn(int[] rows, long waitNanos) implements Batch {
        @Override
        public int[] indices() {
            return rows;
        }

        @Override
        public void close() {}
    }

    @Override
    public ParameterArena parameters() {
        return parameters;
    }

    @Override
    public List<NetworkPass> passes() {
        return List.of(pass);
    }

    @Override
    public BatchLoss<Void> loss(Drawn batch, long key, double progress, NDManager scope) {
        long[] rows = Arrays.stream(batch.rows()).asLongStream().toArray();
        long[] labels = Arrays.stream(batch.rows()).mapToLong(row -> given[row]).toArray();
        NDArray views;
        try (Autograd.Recording pause = Autograd.pause()) {
            views = CategoryDiscovery.twice(vectors, scope.create(rows));
        }
        return BatchLoss.of(
                pass.forward(parameters.bind(scope), views, loss.of(scope.create(labels), options.teacher(progress))));
    }

    /**
     * Computes the class probabilities of vectors without dropout.
     *
     * @param weights the weights of the network
     * @return (N, K)
     */
    float[][] probabilities(float[][] rows, ParameterArena weights) {
        float[][] all = new float[rows.length][];
        for (int from = 0; from < rows.length; from += BATCH) {
            float[][] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + BATCH));
            try (NDManager scope = manager.newSubManager()) {
                NDArray x = scope.create(SemiSupervisedKMeans.flat(some), new Shape(some.length, some[0].length));
                NDArray outputs = network.forward(weights.bind(scope), new NDList(x), false)
                        .singletonOrThrow();
                float[] flat = loss.probabilities(outputs).toFloatArray();
                int classes = flat.length / some.length;
                for (int i = 0; i < some.length; i++) {
                    all[from + i] = Arrays.copyOfRange(flat, i * classes, (i + 1) * classes);
                }
            }
        }
        return all;
    }

    /**
     * Returns batches in which half of the examples are labelled on average: an epoch has as many draws as there are examples, with
     * replacement.
     */
    static BatchSource<Drawn> batches(int[] given, int batchSize) {
        long labelled = Arrays.stream(given).filter(each -> each >= 0).count();
        double weight = (double) labelled / (given.length - labelled);
        WeightedOrder order = new WeightedOrder(
                Arrays.stream(given).mapToDouble(each -> each >= 0 ? 1 : weight).toArray());
        int size = Math.min(batchSize, given.length);
        return new BatchSource<>() {
            @Override
            public long batchesPerEpoch() {
                return given.length / size;
            }

            @Override
            public int batchSize() {
                return size;
            }

            @Override
            public Batches<Drawn> from(long seed, long first) {
                return new Batches<>() {
                    private long batch = first;
                    private long epoch = -1;
                    private int[] drawn = {};

                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public Drawn next() {
                        long start = System.nanoTime();
                        if (batch / batchesPerEpoch() != epoch) {
                            epoch = batch / batchesPerEpoch();
                            drawn = order.of(seed, epoch);
                        }
                        int begin = (int) (batch++ % batchesPerEpoch()) * size;
                        return new Drawn(Arrays.copyOfRange(drawn, begin, begin + size), System.nanoTime() - start);
                    }

                    @Override
                    public void close() {}
                };
            }
        };
    }

    @Override
    public void close() {
        manager.close();
    }
}
