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
import io.winnow.models.text.BertEncoder;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.torch.TorchFunctions;
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

/** A network with its weights, and how it reads tables. The Euclidean distance of two tables' vectors says how similar they are. */
public final class TableEncoder implements AutoCloseable {
    /** The weights, in the folder of an encoder. */
    public static final String WEIGHTS = "encoder.safetensors";

    /** Before the names of the weights that were trained, where a pretrained encoder is a part of {@link #whole}. */
    public static final String HEAD = "head.";

    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(TableEncoder.class, "rows.py");
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
     * An encoder at its start: pretrained parts as they are, others random by PyTorch's current seed.
     *
     * @param unitLength whether vectors are scaled to length 1
     * @param training tables that may be looked at, without their labels
     * @param cache a folder for what is computed once for each table
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

    /** What {@link #save} wrote. */
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

    /** Writes some weights, and how tables are read. */
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

    /** Passes in training, which may be compiled. */
    public NetworkPass pass() {
        return pass;
    }

    /** Whether both tables of a pair go through the network by themselves. */
    public boolean siamese() {
        return config.siamese();
    }

    public PreparedTables prepare(List<Table> tables) {
        return input.prepare(tables);
    }

    /** Vectors (n, D) of some tables, those of their views beside each other, recorded for a backward pass where one is due. */
    public NDArray forward(
            PreparedTables tables, int[] chosen, ParameterStore store, boolean training, NDManager scope) {
        return forward(tables.batch(chosen, scope), store, training);
    }

    /**
     * Vectors (n, D) of what {@link PreparedTables#batch} gives for n tables: one array for each view.
     *
     * @param training not for an encoder of {@link #whole}, which learns no more
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
        NDArray vectors = views.size() == 1 && headed.isEmpty() ? views.get(0) : FUNCTIONS.call("joined", views);
        if (headed.isPresent()) {
            vectors = headed.get()
                    .head()
                    .forward(store, new NDList(vectors), training)
                    .singletonOrThrow();
        }
        return unitLength ? FUNCTIONS.call("unit_length", vectors) : vectors;
    }

    /**
     * A copy of this encoder as a function of ids alone, in float32, for export: where it learned on what a pretrained encoder gives, that
     * one is a part of it.
     */
    public TableEncoder whole(NDManager manager) throws IOException {
        Layer all = config.whole(input);
        all.initialize(manager);
        String prefix = "";
        if (all instanceof EncoderWithHead both) {
            config.pretrainedText().load((BertEncoder) both.encoder(), manager);
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

    /** How it reads tables. */
    public TableInput input() {
        return input;
    }

    /** Some rows of vectors (N, D), as often as they are named; lets the gradient through. */
    public static NDArray rows(NDArray vectors, int[] rows, NDManager scope) {
        long[] numbers = Arrays.stream(rows).asLongStream().toArray();
        return FUNCTIONS.call("rows", vectors, scope.create(numbers));
    }

    /** Vectors (N, D) of all tables, without recording; short ones go together. */
    public NDArray embed(PreparedTables tables, NDManager manager) {
        Integer[] byLength = IntStream.range(0, tables.size()).boxed().toArray(Integer[]::new);
        Arrays.sort(byLength, Comparator.comparingInt(tables::length));
        int[] order = Arrays.stream(byLength).mapToInt(Integer::intValue).toArray();
        int[] place = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            place[order[i]] = i;
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
            NDArray vectors = rows(joined, place, all);
            vectors.attach(manager);
            return vectors;
        }
    }

    @Override
    public void close() {
        parameters.close();
        input.close();
    }
}
