package io.winnow.trainer.recipe.discover;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.loader.Batch;
import io.winnow.datasets.loader.WeightedOrder;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.models.loss.CategoryDiscovery;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.OutputFunction;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.calibrate.NeighbourVotes;
import io.winnow.trainer.compiled.NetworkPass;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.BatchSource;
import io.winnow.trainer.engine.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * SimGCD on vectors: two views of each example of a batch, made by dropout. Half of the time, the second view is one of a nearest neighbour of
 * the example if {@link DiscoveryOptions#neighbours} asks for it.
 */
final class DiscoveryObjective implements Objective<DiscoveryObjective.Drawn, NDArray> {
    private final DiscoveryOptions options;
    private final int[] given;
    private final NDManager manager;
    private final NDArray vectors;
    /** Predictions for all examples on which other trainings agree (N, K). */
    private final Optional<NDArray> agreed;

    private final Optional<NeighbourVotes> neighbours;
    private final DiscoveryNetwork network;
    private final NetworkPass pass;
    private final boolean continued;
    /** Mean prediction of the batches before (K), if batches are small for the number of classes. */
    private final Optional<NDArray> before;

    /**
     * Creates a network with random weights, drawn with PyTorch's current seed.
     *
     * @param vectors unit vectors by rows (N, D)
     * @param given class of each example, or -1 (N)
     * @param agreed predictions for all examples on which other trainings agree (N, K); empty if there are none
     * @param continued whether the weights go on from an earlier run, so that the teacher needs no warm-up
     */
    DiscoveryObjective(
            DiscoveryOptions options,
            float[][] vectors,
            int[] given,
            int classes,
            Optional<float[][]> agreed,
            boolean continued,
            NDManager parent) {
        this.options = options;
        this.continued = continued;
        this.given = given;
        manager = parent.newSubManager();
        this.vectors = UnitRows.array(vectors, manager);
        this.agreed = agreed.map(rows -> UnitRows.array(rows, manager));
        neighbours = options.neighbours() == 0 || vectors.length < 2
                ? Optional.empty()
                : Optional.of(NeighbourVotes.of(this.vectors, options.neighbours()));
        network = new DiscoveryNetwork(options, vectors[0].length, classes, manager);
        pass = new NetworkPass(network.head(), manager);
        before = options.remembers(classes) ? Optional.of(manager.zeros(new Shape(classes))) : Optional.empty();
    }

    /** The network that is trained. */
    DiscoveryNetwork network() {
        return network;
    }

    /**
     * The examples of one step.
     *
     * @param rows positions of the examples
     * @param answers whether these are answers, which learn their labels alone
     * @param waitNanos time in nanoseconds that creating this batch took on the training's own thread
     */
    @SuppressWarnings("ArrayRecordComponent") // a batch; never compared
    record Drawn(int[] rows, boolean answers, long waitNanos) implements Batch {
        @Override
        public int[] indices() {
            return rows;
        }

        @Override
        public void close() {}
    }

    @Override
    public ParameterArena parameters() {
        return network.parameters();
    }

    @Override
    public List<NetworkPass> passes() {
        return List.of(pass);
    }

    @Override
    public BatchLoss<NDArray> loss(Drawn batch, long key, double progress, NDManager scope) {
        int[] second = batch.answers() ? batch.rows() : secondViews(batch.rows(), key);
        int[] rows = IntStream.concat(Arrays.stream(batch.rows()), Arrays.stream(second))
                .toArray();
        NDArray views;
        Optional<NDArray> known;
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray picked = scope.create(Arrays.stream(rows).asLongStream().toArray());
            views = CategoryDiscovery.picked(vectors, picked);
            known = agreed.map(all -> CategoryDiscovery.picked(all, picked));
        }
        ParameterStore parameters = network.parameters().bind(scope);
        NDArray labels =
                scope.create(Arrays.stream(rows).mapToLong(row -> given[row]).toArray());
        double teacher = options.teacher(continued ? 1 : progress);
        if (batch.answers()) {
            return new BatchLoss<>(
                    pass.forward(parameters, views, network.loss().ofLabels().of(labels, teacher)), null);
        }
        OutputFunction loss = network.loss().of(labels, teacher, before, known);
        if (before.isEmpty()) {
            return new BatchLoss<>(pass.forward(parameters, views, loss), null);
        }
        NDArray outputs = pass.forward(parameters, views);
        return new BatchLoss<>(loss.of(outputs), outputs);
    }

    /** Returns the examples of the second views: half of the time, one of the nearest neighbours. */
    int[] secondViews(int[] rows, long key) {
        if (neighbours.isEmpty()) {
            return rows;
        }
        CounterRandom random = CounterRandom.of(key);
        NeighbourVotes all = neighbours.get();
        return Arrays.stream(rows)
                .map(row -> random.nextBoolean(0.5) ? all.rows()[row * all.found() + random.nextInt(all.found())] : row)
                .toArray();
    }

    @Override
    public void moved(List<NDArray> kept, double rateFactor) {
        kept.stream()
                .filter(Objects::nonNull)
                .forEach(outputs -> network.loss().remember(before.orElseThrow(), outputs));
    }

    @Override
    public Map<String, NDArray> state() {
        return before.map(own -> Map.of("mean_prediction", own)).orElse(Map.of());
    }

    /**
     * Returns batches in which half of the examples are labelled on average: an epoch has as many draws as there are examples, with
     * replacement. After them come batches of the answers, each of which occurs once.
     *
     * @param answerBatch number of answers of a batch; 0 if there are no such batches
     */
    static BatchSource<Drawn> batches(KnownPart known, int batchSize, int answerBatch) {
        int[] given = known.given();
        long labelled = Arrays.stream(given).filter(each -> each >= 0).count();
        double weight = (double) labelled / (given.length - labelled);
        WeightedOrder order = new WeightedOrder(
                Arrays.stream(given).mapToDouble(each -> each >= 0 ? 1 : weight).toArray());
        int size = Math.min(batchSize, given.length);
        int mixed = given.length / size;
        int answered = answerBatch == 0 ? 0 : known.answered().length;
        return new BatchSource<>() {
            @Override
            public long batchesPerEpoch() {
                return answered == 0 ? mixed : mixed + (answered - 1) / answerBatch + 1;
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
                    private int[] answers = {};

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
                            answers = Permutation.of(answered, seed, epoch);
                        }
                        int number = (int) (batch++ % batchesPerEpoch());
                        if (number < mixed) {
                            int begin = number * size;
                            return drawn(Arrays.copyOfRange(drawn, begin, begin + size), false, start);
                        }
                        int begin = (number - mixed) * answerBatch;
                        int[] rows = Arrays.stream(answers, begin, Math.min(answered, begin + answerBatch))
                                .map(each -> known.answered()[each])
                                .toArray();
                        return drawn(rows, true, start);
                    }

                    private Drawn drawn(int[] rows, boolean ofAnswers, long start) {
                        return new Drawn(rows, ofAnswers, System.nanoTime() - start);
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
