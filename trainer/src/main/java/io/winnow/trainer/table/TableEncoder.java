package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.table.Table;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.compiled.NetworkPass;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An encoder of tables: a network with its weights, and the conversion of tables to the network's input. The smaller the Euclidean distance
 * of the vectors of two tables, the more similar the tables are.
 */
public final class TableEncoder implements AutoCloseable {
    /** Name of the file of weights in the folder of an encoder. */
    public static final String WEIGHTS = "encoder.safetensors";

    /** Prefix of the names of the trained weights if {@link #whole} includes a pretrained encoder. */
    public static final String HEAD = "head.";

    private static final int BATCH = 32;

    private final TableEncoderConfig config;
    private final boolean unitLength;
    private final TableInput input;
    private final Layer network;
    private final ParameterArena parameters;
    private final NetworkPass pass;

    private TableEncoder(
            TableEncoderConfig config, boolean unitLength, TableInput input, Layer network, NDManager manager) {
        this.config = config;
        this.unitLength = unitLength;
        this.input = input;
        this.network = network;
        parameters = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
        pass = new NetworkPass(network, parameters.values().getManager());
    }

    /**
     * Creates an encoder before training. Pretrained parts have their pretrained weights; all others are initialised at random from
     * PyTorch's current seed.
     *
     * @param unitLength whether vectors are scaled to length 1
     * @param training the training tables, from which a vocabulary may be built; their labels are not used
     * @param cache folder in which vectors that are computed once for each table are stored
     */
    public static TableEncoder start(
            TableEncoderConfig config,
            boolean unitLength,
            Precision precision,
            List<Table> training,
            Optional<Path> cache,
            NDManager manager)
            throws IOException {
        TableInput input = config.fit(training, cache, manager);
        Layer network = config.network(input, precision);
        network.initialize(manager);
        config.pretrain(network, input, manager);
        return new TableEncoder(config, unitLength, input, network, manager);
    }

    /** Loads an encoder that {@link #save} wrote. */
    public static TableEncoder load(
            TableEncoderConfig config,
            boolean unitLength,
            Precision precision,
            Path folder,
            Optional<Path> cache,
            NDManager manager)
            throws IOException {
        TableInput input = config.read(folder, cache, manager);
        Layer network = config.network(input, precision);
        network.initialize(manager);
        TableEncoder encoder = new TableEncoder(config, unitLength, input, network, manager);
        try (NDManager scope = manager.newSubManager()) {
            encoder.parameters.load(SafeTensors.read(folder.resolve(WEIGHTS), scope));
        }
        return encoder;
    }

    /**
     * Writes an encoder into a folder: its weights, and what is needed to convert tables to its input.
     *
     * @param weights the weights to write, which need not be the current ones
     */
    public void save(ParameterArena weights, Path folder) throws IOException {
        input.write(folder);
        try (NDManager scope = weights.values().getManager().newSubManager()) {
            AtomicFiles.write(
                    folder.resolve(WEIGHTS),
                    file -> SafeTensors.write(file, weights.named(scope), Map.of("format", "winnow-1")));
        }
    }

    public ParameterArena parameters() {
        return parameters;
    }

    /** The forward pass for training, which may be compiled. */
    public NetworkPass pass() {
        return pass;
    }

    /** Whether the two tables of a pair have their own batch statistics, see {@link TableEncoderConfig#siamese}. */
    public boolean siamese() {
        return config.siamese();
    }

    public PreparedTables prepare(List<Table> tables) {
        return input.prepare(tables);
    }

    /**
     * Computes the vectors (n, D) of some tables, in which the vectors of their views are concatenated. The pass is recorded for a backward
     * pass if automatic differentiation is on.
     *
     * @param chosen indices of the n tables
     */
    public NDArray forward(
            PreparedTables tables, int[] chosen, ParameterStore store, boolean training, NDManager scope) {
        return forward(tables.batch(chosen, scope), store, training);
    }

    /**
     * Computes the vectors of both tables of n pairs, (n, D) each, in one training pass, in which each side has its own batch statistics.
     * Only for {@link #siamese} encoders.
     *
     * @param a indices of the first tables
     * @param b indices of the second tables
     */
    public NDList forward(PreparedTables tables, int[] a, int[] b, ParameterStore store, NDManager scope) {
        int[] turns = IntStream.range(0, 2 * a.length)
                .map(i -> i % 2 == 0 ? a[i / 2] : b[i / 2])
                .toArray();
        NDList pairs = new NDList();
        for (NDArray view : tables.batch(turns, scope)) {
            pairs.add(view.reshape(a.length, 2, view.getShape().get(1)));
        }
        return RowsScript.sides(forward(pairs, store, true));
    }

    /**
     * Computes the vectors (n, D) of n tables.
     *
     * @param arrays the result of {@link PreparedTables#batch}: one array for each view
     * @param training must be false for an encoder from {@link #whole}, which cannot be trained
     */
    public NDArray forward(NDList arrays, ParameterStore store, boolean training) {
        Optional<EncoderWithHead> headed =
                network instanceof EncoderWithHead both ? Optional.of(both) : Optional.empty();
        Layer viewNetwork = headed.map(EncoderWithHead::encoder).orElse(network);
        NDList views = new NDList();
        for (NDArray array : arrays) {
            views.add(
                    training
                            ? pass.forward(store, array)
                            : viewNetwork
                                    .forward(store, new NDList(array), false)
                                    .singletonOrThrow());
        }
        NDArray vectors = views.size() == 1 && headed.isEmpty() ? views.get(0) : RowsScript.joined(views);
        if (headed.isPresent()) {
            vectors = headed.get()
                    .head()
                    .forward(store, new NDList(vectors), training)
                    .singletonOrThrow();
        }
        return unitLength ? RowsScript.unitLength(vectors) : vectors;
    }

    /**
     * Returns a copy of this encoder for export, which computes vectors from token ids in float32. If this encoder was trained on the
     * vectors of a frozen pretrained encoder, the copy includes the pretrained encoder.
     */
    public TableEncoder whole(NDManager manager) throws IOException {
        Layer all = config.whole(input);
        all.initialize(manager);
        String prefix = "";
        if (all instanceof EncoderWithHead both) {
            config.pretrainedText().model().load(both.encoder(), manager);
            prefix = HEAD;
        }
        TableEncoder whole = new TableEncoder(config, unitLength, config.ids(input), all, manager);
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> weights = new LinkedHashMap<>(whole.parameters.named(scope));
            for (Map.Entry<String, NDArray> own : parameters.named(scope).entrySet()) {
                weights.put(prefix + own.getKey(), own.getValue());
            }
            whole.parameters.load(weights);
        }
        return whole;
    }

    public TableEncoderConfig config() {
        return config;
    }

    /** The network, for {@link ParameterArena#bind} of {@link #parameters}. */
    public Layer network() {
        return network;
    }

    /** The conversion of tables to the network's input. */
    public TableInput input() {
        return input;
    }

    /**
     * Selects rows of an array; differentiable.
     *
     * @param vectors (N, D)
     * @param rows indices of n rows; an index may occur more than once
     * @return (n, D)
     */
    public static NDArray rows(NDArray vectors, int[] rows, NDManager scope) {
        long[] numbers = Arrays.stream(rows).asLongStream().toArray();
        return RowsScript.rows(vectors, scope.create(numbers));
    }

    /** Computes the vectors (N, D) of all tables without recording a gradient. Batches consist of tables of similar length. */
    public NDArray embed(PreparedTables tables, NDManager manager) {
        Integer[] byLength = IntStream.range(0, tables.size()).boxed().toArray(Integer[]::new);
        Arrays.sort(byLength, Comparator.comparingInt(tables::length));
        int[] order = Arrays.stream(byLength).mapToInt(Integer::intValue).toArray();
        int[] position = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            position[order[i]] = i;
        }
        try (Autograd.Recording pause = Autograd.pause();
                NDManager all = manager.newSubManager()) {
            NDList parts = new NDList();
            for (int from = 0; from < order.length; from += BATCH) {
                StopSignal.poll();
                int[] chosen = Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH));
                try (NDManager scope = all.newSubManager()) {
                    NDArray part = forward(tables, chosen, parameters.bind(scope), false, scope);
                    part.attach(all);
                    parts.add(part);
                }
            }
            NDArray joined = NDArrays.concat(parts);
            joined.attach(all);
            NDArray vectors = rows(joined, position, all);
            vectors.attach(manager);
            return vectors;
        }
    }

    /** Returns the length of a vector, found by embedding a table. */
    int dimension(Table any, NDManager manager) {
        try (NDManager scope = manager.newSubManager();
                PreparedTables one = prepare(List.of(any))) {
            return (int) embed(one, scope).getShape().get(1);
        }
    }

    @Override
    public void close() {
        parameters.close();
        input.close();
    }
}
