package io.winnow.trainer.compiled;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.Branches;
import io.winnow.models.torch.FlopCount;
import io.winnow.models.torch.OutputFunction;
import io.winnow.models.torch.Streams;
import io.winnow.trainer.export.graph.TraceException;
import io.winnow.trainer.run.UserException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The passes of a network in training mode. They run eagerly, or compiled once for each shape of an example. A compiled pass is used only
 * if its output, gradients and running statistics equal those of the eager pass on examples of the current batch.
 *
 * <p>Unless compilation is off, each pass draws one number and seeds PyTorch's generator with it. Thus the passes that are compared draw
 * the same random numbers as the pass that is used. It also makes a resumed run, which compares again, draw the same numbers as an
 * uninterrupted run, which compared long before.
 */
public final class NetworkPass {
    /** Largest allowed relative difference between the compiled and the eager pass in float32. */
    private static final double TOLERANCE = 1e-5;

    /** The same for float16 and bfloat16, whose mantissas have ten and seven bits: two units in the last place, 2^-9 and 2^-6. */
    private static final double FLOAT16_TOLERANCE = 2e-3;

    private static final double BFLOAT16_TOLERANCE = 1.6e-2;

    /**
     * A difference is also allowed if it is at most this many times the difference between two eager passes. On GPUs, sums have no fixed
     * order, so that repeated eager passes may differ by more than the tolerance.
     */
    private static final double TIMES_NOISE = 2;

    /** Number of eager passes on a GPU that are repeated to measure this difference; a single one may be equal by chance. */
    private static final int REPEATED_ON_GPU = 3;

    /**
     * Guards the random generators: PyTorch seeds all generators of the process at once, and replicas are threads of it. A pass holds the
     * read lock, as passes may run in parallel. A comparison holds the write lock, as its passes must draw the same random numbers.
     */
    private static final ReadWriteLock GENERATORS = new ReentrantReadWriteLock();

    /** Number of examples that are compared. It is small, so that the comparison does not determine the peak memory of a training. */
    private static final int COMPARED = 8;

    private final Layer network;
    private final NDManager manager;
    private Compilation mode = Compilation.OFF;
    private boolean checkpoints;
    private Consumer<String> messages = line -> {};
    private boolean divided;
    private final Branches branches = new Branches();
    /** The compiled pass for each shape of an example; empty for shapes whose passes run eagerly. */
    private final Map<Shape, Optional<CompiledGraph>> compiled = new HashMap<>();

    /** Floating-point operations of the compiled pass for one example of each shape. */
    private final Map<Shape, Double> operations = new HashMap<>();

    private final Map<CompiledGraph, CheckpointedGraph> checkpointed = new HashMap<>();
    private final Map<String, CompiledGraph> bySource = new HashMap<>();
    private final Set<String> reasons = new HashSet<>();

    /**
     * Creates passes that run eagerly until {@link #compile} is called.
     *
     * @param network network with one input and one output, whose first axis is the batch
     * @param manager manager on the device of the network; it closes the constants of compiled passes
     */
    public NetworkPass(Layer network, NDManager manager) {
        this.network = network;
        this.manager = manager;
    }

    /**
     * Sets how passes run from the next one on.
     *
     * @param checkpoints whether compiled passes that are recorded use activation checkpointing, that is, recompute activations in {@link
     *     #completeBackward} instead of keeping them
     * @param messages takes the reasons for running eagerly under {@link Compilation#AUTO}
     */
    public void compile(Compilation mode, boolean checkpoints, Consumer<String> messages) {
        this.mode = mode;
        this.checkpoints = checkpoints;
        this.messages = messages;
    }

    /**
     * Lets recorded passes compute independent branches of the network in several streams from the next one on, where there are any: on a CPU of
     * which PyTorch uses several threads. They run operator by operator, unless compilation is on. {@link #completeBackward} must follow each
     * backward pass.
     *
     * @param told receives a sentence if passes are divided
     */
    public void divide(Consumer<String> told) {
        divided = network.hasBranches()
                && mode != Compilation.ON
                && !checkpoints
                && !manager.getDevice().isGpu()
                && Streams.count(2) > 1;
        if (divided) {
            told.accept(
                    "Passes of " + network.getClass().getSimpleName()
                            + " run operator by operator, because independent parts of the network are computed in two streams at the same time.");
        }
    }

    /**
     * Returns the output for a batch. It is recorded for a backward pass if the thread records.
     *
     * @param x (B, ..)
     * @throws UserException if the pass cannot be compiled under {@link Compilation#ON}
     */
    public NDArray forward(ParameterStore parameters, NDArray x) {
        return run(parameters, x, Optional.empty());
    }

    /** Returns a function of the output for a batch, such as the loss. If the pass is compiled, both are one native call. */
    public NDArray forward(ParameterStore parameters, NDArray x, OutputFunction then) {
        return run(parameters, x, Optional.of(then));
    }

    private NDArray run(ParameterStore parameters, NDArray x, Optional<OutputFunction> then) {
        if (mode == Compilation.OFF) {
            return followed(eagerly(parameters, x), then);
        }
        int seed = holding(GENERATORS.readLock(), NetworkPass::draw);
        Optional<CompiledGraph> graph = divided
                ? Optional.empty()
                : compiled.computeIfAbsent(
                        x.getShape().slice(1),
                        example -> holding(GENERATORS.writeLock(), () -> decide(parameters, x, seed)));
        return holding(GENERATORS.readLock(), () -> {
            Engine.getInstance().setRandomSeed(seed);
            return graph.isPresent()
                    ? run(graph.get(), parameters, x, then, seed)
                    : followed(eagerly(parameters, x), then);
        });
    }

    private NDArray run(
            CompiledGraph graph, ParameterStore parameters, NDArray x, Optional<OutputFunction> then, int seed) {
        FlopCount.add(x.getShape().get(0) * operations.get(x.getShape().slice(1)));
        if (checkpoints && Autograd.isRecording()) {
            NDArray output = checkpointed
                    .computeIfAbsent(graph, CompiledGraph::checkpointed)
                    .forward(graph.tensors(parameters, x.getDevice()), x, seed);
            return followed(output, then);
        }
        return then.isPresent() ? graph.forward(parameters, x, then.get()) : graph.forward(parameters, x);
    }

    private static <T> T holding(Lock lock, Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private static NDArray followed(NDArray output, Optional<OutputFunction> then) {
        return then.isPresent() ? then.get().of(output) : output;
    }

    /**
     * Completes the backward pass of passes with activation checkpointing and of branches: propagates the gradients of their outputs to the parameters.
     * Call it after each backward pass, before the scope of the passes closes.
     */
    public void completeBackward() {
        checkpointed.values().forEach(CheckpointedGraph::completeBackward);
        branches.completeBackward();
    }

    /** Forgets passes whose backward pass was not completed, because their step was left before its end. */
    public void abandon() {
        checkpointed.values().forEach(CheckpointedGraph::abandon);
        branches.abandon();
    }

    /** Whether the passes for at least one shape run compiled. */
    public boolean isCompiled() {
        return compiled.values().stream().anyMatch(Optional::isPresent);
    }

    private NDArray eagerly(ParameterStore parameters, NDArray x) {
        if (!divided || !Autograd.isRecording()) {
            return eager(parameters, x);
        }
        try (Branches.Opened opened = branches.open()) {
            return eager(branches.of(parameters), x);
        }
    }

    private NDArray eager(ParameterStore parameters, NDArray x) {
        return network.forward(parameters, new NDList(x), true).singletonOrThrow();
    }

    /** Draws a seed from PyTorch's generator. */
    private static int draw() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                NDArray number = manager.randomInteger(0, Integer.MAX_VALUE, new Shape(1), DataType.INT64)) {
            return (int) number.getLong();
        }
    }

    /** Compiles the pass and compares it with the eager one. Returns empty if passes are to run eagerly. */
    private Optional<CompiledGraph> decide(ParameterStore parameters, NDArray x, int seed) {
        // What is computed for the trial does not count as work of the step that happens to come first.
        try (FlopCount uncounted = FlopCount.open();
                NDManager scope = x.getManager().newSubManager();
                Trial trial = new Trial(network, parameters, scope, seed)) {
            CompiledGraph graph = graph(trial, x, scope);
            operations.put(x.getShape().slice(1), graph.operations());
            CompiledGraph equal = bySource.get(graph.source());
            if (equal != null) {
                return Optional.of(equal);
            }
            NDArray some =
                    x.get(new NDIndex(":{}", Math.min(COMPARED, x.getShape().get(0))));
            some.attach(scope);
            NDList eager = trial.run(this::eager, some);
            double difference = trial.difference(graph::forward, some, eager);
            if (difference > tolerance(graph.types()) && difference > TIMES_NOISE * noise(trial, some, eager)) {
                throw new TraceException(String.format(
                        Locale.ROOT,
                        "its output, gradient or statistics differ from the eager pass by %.1e of their norm.",
                        difference));
            }
            bySource.put(graph.source(), graph);
            return Optional.of(graph);
        } catch (TraceException e) {
            String reason = network.getClass().getSimpleName() + " cannot be compiled: " + e.getMessage();
            if (mode == Compilation.ON) {
                throw new UserException("engine.compiled is on, but " + reason + " Set it to auto or off.");
            }
            if (reasons.add(reason)) {
                messages.accept(reason + " Its passes run eagerly.");
            }
            return Optional.empty();
        }
    }

    /** Records the pass with copies of the parameters, which are closed before the comparison makes copies of its own. */
    private CompiledGraph graph(Trial trial, NDArray x, NDManager parent) {
        try (NDManager scope = parent.newSubManager()) {
            return CompiledGraph.of(network, trial.fresh(scope), examples(x, scope), manager);
        }
    }

    /** Returns the largest difference between repeated eager passes and the first one. */
    private double noise(Trial trial, NDArray x, NDList eager) {
        double most = 0;
        for (int i = 0; i < (x.getDevice().isGpu() ? REPEATED_ON_GPU : 1); i++) {
            most = Math.max(most, trial.difference(this::eager, x, eager));
        }
        return most;
    }

    /** Returns the tolerance for the coarsest data type in which a pass computes. */
    private static double tolerance(Set<DataType> types) {
        if (types.stream().anyMatch(Precision::isBfloat16)) {
            return BFLOAT16_TOLERANCE;
        }
        return types.contains(DataType.FLOAT16) ? FLOAT16_TOLERANCE : TOLERANCE;
    }

    /** Returns at least three examples to record with. The examples of a smaller batch are repeated. */
    private static NDArray examples(NDArray x, NDManager scope) {
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray some = x;
            while (some.getShape().get(0) < 3) {
                some = some.concat(x);
                some.attach(scope);
            }
            return some;
        }
    }
}
