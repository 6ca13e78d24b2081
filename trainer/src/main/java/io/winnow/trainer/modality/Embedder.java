package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.example.Dataset;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LowRankAdapter;
import io.winnow.models.text.BundledWeights;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A trained encoder: a network with its weights that computes representations of examples. */
public final class Embedder implements AutoCloseable {
    /** Prefix of the names of the encoder's weights in the files of models that also have a head. */
    public static final String PREFIX = "encoder.";

    /** Number of examples that are embedded at once. */
    public static final int BATCH = 256;

    private final Layer network;
    private final ParameterArena parameters;
    private final int dimension;
    private final Preprocessing input;

    private Embedder(Layer network, ParameterArena parameters, int dimension, Preprocessing input) {
        this.network = network;
        this.parameters = parameters;
        this.dimension = dimension;
        this.input = input;
    }

    /** Creates an encoder with random weights, drawn with PyTorch's current seed. */
    public static Embedder random(EncoderConfig config, Preprocessing input, NDManager manager) {
        Layer network = config.build(input);
        network.initialize(manager);
        ParameterArena arena = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
        return new Embedder(network, arena, config.dimension(input), input);
    }

    /**
     * Creates an encoder with the given weights.
     *
     * @param weights weights by name, of an encoder only or of a model in which those of the encoder start with {@link #PREFIX}
     * @throws UserException if they belong to another network
     */
    public static Embedder of(
            EncoderConfig config, Preprocessing input, Map<String, NDArray> weights, NDManager manager) {
        Embedder encoder = random(config, input, manager);
        try {
            encoder.parameters.load(withoutPrefix(weights));
        } catch (IllegalArgumentException e) {
            encoder.close();
            throw new UserException(e.getMessage() + " Configure the encoder that the weights belong to.", e);
        }
        return encoder;
    }

    /**
     * Reads the weights of a model from a file, such as that of a checkpoint. Low-rank adapters in it are merged into the weights, and what
     * {@link #write} left out is added.
     *
     * @param manager manager to which the weights are attached
     * @throws UserException if it was written by a version of this program with another text encoder
     */
    public static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
        try {
            return LowRankAdapter.merged(BundledWeights.read(file, manager));
        } catch (BundledWeights.OtherEncoderException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    /** Loads an encoder with the weights of a file. */
    public static Embedder load(EncoderConfig config, Preprocessing input, Path file, NDManager manager)
            throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            return of(config, input, read(file, scope), manager);
        }
    }

    /**
     * Copies an encoder's weights into a model. The other weights of the model, and low-rank adapters of its encoder, do not change.
     *
     * @param model parameters of a model in which the names of the encoder start with {@link #PREFIX}, or of an encoder only
     * @param weights weights of the encoder, without prefix
     * @throws UserException if the weights belong to another network
     */
    public static void load(ParameterArena model, Map<String, NDArray> weights) {
        try (NDManager scope = model.values().getManager().newSubManager()) {
            Map<String, NDArray> named = new LinkedHashMap<>(model.named(scope));
            Map<String, NDArray> own = withoutPrefix(named);
            own.forEach((name, array) -> {
                if (!LowRankAdapter.owns(name)) {
                    requireShape(name, array.getShape(), weights.get(name));
                }
            });
            weights.forEach((name, array) -> requireShape(name, array.getShape(), own.get(name)));
            String prefix = own == named ? "" : PREFIX;
            weights.forEach((name, array) -> named.put(prefix + name, array));
            model.load(named);
        }
    }

    private static void requireShape(String name, Shape shape, NDArray other) {
        if (other == null || !other.getShape().equals(shape)) {
            throw new UserException("The initial weights belong to another network: " + name + " has the shape " + shape
                    + " in one of them, but "
                    + (other == null ? "is missing" : "has the shape " + other.getShape())
                    + " in the other. Configure the same encoder for both, or start from random weights.");
        }
    }

    /** Writes the encoder's weights, with low-rank adapters merged and without prefix, from the parameters of an encoder or of a model that contains one. */
    public static void save(ParameterArena arena, Path file, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> weights = withoutPrefix(LowRankAdapter.merged(arena.named(scope)));
            write(file, weights, scope);
        }
    }

    /**
     * Writes the weights of an encoder or of a model that contains one. Those that are equal to the pretrained text encoder in this program
     * are left out, see {@link BundledWeights}.
     *
     * @param scope manager for temporary arrays
     */
    public static void write(Path file, Map<String, NDArray> weights, NDManager scope) throws IOException {
        AtomicFiles.write(
                file, temporary -> BundledWeights.write(temporary, weights, Map.of("format", "winnow-1"), scope));
    }

    /** Returns the encoder's weights among those of a model, without prefix. If no name has the prefix, all weights are returned. */
    public static Map<String, NDArray> withoutPrefix(Map<String, NDArray> weights) {
        if (weights.keySet().stream().noneMatch(name -> name.startsWith(PREFIX))) {
            return weights;
        }
        Map<String, NDArray> own = new LinkedHashMap<>();
        weights.forEach((name, array) -> {
            if (name.startsWith(PREFIX)) {
                own.put(name.substring(PREFIX.length()), array);
            }
        });
        return own;
    }

    /** Returns the dimension of the representations. */
    public int dimension() {
        return dimension;
    }

    /** Returns copies of the weights by name, without prefix, attached to {@code scope}. */
    public Map<String, NDArray> weights(NDManager scope) {
        return parameters.named(scope);
    }

    /** Returns the representations of the examples of a part (N, D). */
    public NDArray embed(TaskData data, TaskData.Part part, NDManager manager) {
        return embed(network, parameters, data, part, manager);
    }

    /**
     * Returns the representations of some of the examples of a part (end - begin, D). They are those of {@link #embed(TaskData, TaskData.Part,
     * NDManager)}, bit for bit, if {@code begin} is a multiple of {@link #BATCH}, since the batches are the same then.
     */
    public NDArray embed(TaskData data, TaskData.Part part, int begin, int end, NDManager manager) {
        return input.map(
                data.of(part),
                Arrays.copyOfRange(data.indices(part), begin, end),
                BATCH,
                data.maxCorrupt(),
                manager,
                batch -> forward(network, parameters, batch));
    }

    /** Returns the representations of all items of a data set (N, D). A damaged item is an error. */
    public NDArray embed(Dataset<?> items, NDManager manager) {
        return input.map(items, TaskData.all(items), BATCH, 0, manager, batch -> forward(network, parameters, batch));
    }

    /** Returns the representations (B, D) of preprocessed examples (B, ..), attached to their manager. */
    public NDArray embed(NDArray examples) {
        return forward(network, parameters, examples);
    }

    /** Returns the output of a network in evaluation mode for the examples of a part (N, D). */
    public static NDArray embed(
            Layer network, ParameterArena parameters, TaskData data, TaskData.Part part, NDManager manager) {
        return data.map(part, BATCH, manager, batch -> forward(network, parameters, batch));
    }

    /**
     * Returns the output of a network in evaluation mode for changed examples of a part (N, D).
     *
     * @param change changes the examples, such as into their mirror images
     */
    public static NDArray embed(
            Layer network,
            ParameterArena parameters,
            TaskData data,
            TaskData.Part part,
            UnaryOperator<Dataset<?>> change,
            NDManager manager) {
        return data.inputs()
                .preprocessing()
                .map(
                        change.apply(data.of(part)),
                        data.indices(part),
                        BATCH,
                        data.maxCorrupt(),
                        manager,
                        batch -> forward(network, parameters, batch));
    }

    /**
     * Passes the outputs of a network in evaluation mode for the examples of a part on, one batch after the other, where there are too many to
     * hold all of them.
     *
     * @param outputs receives the outputs (B, D) of the next examples, which are closed afterwards
     */
    public static void forEach(
            Layer network,
            ParameterArena parameters,
            TaskData data,
            TaskData.Part part,
            int batchSize,
            NDManager manager,
            Consumer<NDArray> outputs) {
        try (NDManager scope = manager.newSubManager()) {
            data.map(part, batchSize, scope, batch -> {
                outputs.accept(forward(network, parameters, batch));
                return batch.getManager().zeros(new Shape(batch.getShape().get(0), 1));
            });
        }
    }

    private static NDArray forward(Layer network, ParameterArena parameters, NDArray batch) {
        ParameterStore store = parameters.bind(batch.getManager());
        return network.forward(store, new NDList(batch), false).singletonOrThrow();
    }

    @Override
    public void close() {
        parameters.close();
    }
}
