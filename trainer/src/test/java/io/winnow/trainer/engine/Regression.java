package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.loader.Batch;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Precision;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.compiled.NetworkPass;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Least squares on synthetic data: a small objective that has every optional part, such as a state, validation and replicas. */
final class Regression implements ReplicableObjective<Regression.Rows, Void> {
    static final int FEATURES = 4;

    private final NDManager manager;
    private final Dense block;
    private final NetworkPass pass;
    private final ParameterArena arena;
    private final NDArray calls;
    /** First step at which the loss is NaN. */
    private final long poison;

    private Precision precision = Precision.FLOAT32;
    private long overflow = Long.MAX_VALUE;
    private long step;
    private double[] validation = {};

    Regression(NDManager parent, long poison) {
        manager = parent.newSubManager();
        block = Dense.standard(FEATURES, 1);
        block.initialize(manager);
        pass = new NetworkPass(block, manager);
        arena = ParameterArena.adopt(block, ParameterLayout.of(block), manager);
        try (NDArray start = manager.create(new float[] {0.1f, -0.2f, 0.3f, 0.4f, 0.5f})) {
            start.copyTo(arena.values());
        }
        calls = manager.zeros(new Shape(1));
        this.poison = poison;
    }

    private Regression(Regression original, NDManager parent) {
        manager = parent.newSubManager();
        block = original.block;
        pass = new NetworkPass(block, manager);
        arena = original.arena.copyTo(parent.getDevice(), manager, true);
        calls = manager.zeros(new Shape(1));
        poison = original.poison;
    }

    @Override
    public List<Regression> replicate(List<NDManager> parents) {
        return parents.stream().map(parent -> new Regression(this, parent)).toList();
    }

    @Override
    public Rows part(Rows batch, int begin, int end) {
        return new Rows(Arrays.copyOfRange(batch.indices(), begin, end));
    }

    /** Computes in float16. At step {@code overflow} the gradient of the output is too large for float16. */
    Regression inFloat16(long overflow) {
        precision = Precision.FLOAT16;
        this.overflow = overflow;
        return this;
    }

    /** Makes {@link #validate} return these losses after the first, second, .. epoch of 8 steps. */
    Regression withValidation(double... losses) {
        validation = losses.clone();
        return this;
    }

    @Override
    public List<String> validationMetrics() {
        return validation.length == 0 ? List.of() : List.of("validation_loss");
    }

    @Override
    public Map<String, Double> validate(ParameterArena weights) {
        return Map.of("validation_loss", validation[(int) calls.getFloat() / 8 - 1]);
    }

    /** A batch of example indices that claims to have waited for them. */
    @SuppressWarnings("ArrayRecordComponent") // a batch; never compared
    record Rows(int[] indices) implements Batch {
        @Override
        public long waitNanos() {
            return 1000;
        }

        @Override
        public void close() {}
    }

    /** Batches in the order of the examples, repeated endlessly. */
    static BatchSource<Rows> source(int examples, int batchSize, Runnable atEach) {
        return new BatchSource<>() {
            @Override
            public long batchesPerEpoch() {
                return examples / batchSize;
            }

            @Override
            public int batchSize() {
                return batchSize;
            }

            @Override
            public Batches<Rows> from(long seed, long first) {
                return new Batches<>() {
                    private long batch = first;

                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public Rows next() {
                        atEach.run();
                        int[] indices = new int[batchSize];
                        for (int i = 0; i < batchSize; i++) {
                            indices[i] = (int) ((batch * batchSize + i) % examples);
                        }
                        batch++;
                        return new Rows(indices);
                    }

                    @Override
                    public void close() {}
                };
            }
        };
    }

    @Override
    public ParameterArena parameters() {
        return arena;
    }

    @Override
    public List<NetworkPass> passes() {
        return List.of(pass);
    }

    @Override
    public BatchLoss<Void> loss(Rows batch, long key, double progress, NDManager scope) {
        int size = batch.indices().length;
        float[] x = new float[size * FEATURES];
        float[] y = new float[size];
        for (int i = 0; i < size; i++) {
            CounterRandom random = CounterRandom.of(7, batch.indices()[i]);
            for (int f = 0; f < FEATURES; f++) {
                x[i * FEATURES + f] = (float) random.nextDouble(-1, 1);
                y[i] += x[i * FEATURES + f] * (f + 1);
            }
            if (step >= poison) {
                y[i] = Float.NaN;
            }
        }
        NDArray inputs = scope.create(x, new Shape(size, FEATURES));
        NDArray out = Precision.full(pass.forward(arena.bind(scope), precision.of(inputs)));
        NDArray error = out.sub(scope.create(y, new Shape(size, 1)));
        return BatchLoss.of(Losses.scaled(error.mul(error).mean(), step == overflow ? 1e9 : 1));
    }

    @Override
    public void moved(List<Void> kept, double rateFactor) {
        calls.addi(1);
        step++;
    }

    @Override
    public Map<String, NDArray> state() {
        return Map.of("calls", calls);
    }

    /** The number of calls belongs to each worker. */
    @Override
    public Optional<Set<String>> averagedState() {
        return Optional.of(Set.of());
    }

    float[] values() {
        return arena.values().toFloatArray();
    }

    @Override
    public void close() {
        manager.close();
    }
}
