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
import io.winnow.models.torch.OutputFunction;
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
 * The passes of a network in training mode: eager, or compiled once for each shape of an example. A compiled pass is used only after its
 * output, gradients and statistics were found equal to the eager ones on examples of the batch at hand.
 *
 * <p>Where it may be compiled, a pass draws one number and seeds PyTorch by it. So the passes of the comparison and the one that counts
 * draw the same, and what follows is the same whether this process has compared or, as in a run that was not interrupted, has long since.
 */
public final class NetworkPass {
    /** Of the relative difference to the eager pass. */
    private static final double TOLERANCE = 1e-5;

    /** The same where sums are rounded to ten or seven bits of mantissa: two units in the last place, 2^-9 and 2^-6. */
    private static final double FLOAT16_TOLERANCE = 2e-3;

    private static final double BFLOAT16_TOLERANCE = 1.6e-2;

    /** What eager passes differ from each other may be more than that: on GPUs sums have no fixed order. */
    private static final double TIMES_NOISE = 2;

    /** Eager passes on a GPU that are repeated to see it; one may be equal by luck. */
    private static final int REPEATED_ON_GPU = 3;

    /**
     * PyTorch seeds all generators of the process at once, and replicas are threads. Passes that may run side by side read; a comparison,
     * whose passes must draw the same, writes.
     */
    private static final ReadWriteLock GENERATORS = new ReentrantReadWriteLock();

    /** So many examples are compared: few, that the comparison does not decide how much memory a training needs. */
    private static final int COMPARED = 8;

    private final Layer network;
    private final NDManager manager;
    private Compilation mode = Compilation.OFF;
    private boolean checkpoints;
    private Consumer<String> said = line -> {};
    /** By the shape of an example; empty where passes are eager. */
    private final Map<Shape, Optional<CompiledGraph>> compiled = new HashMap<>();

    private final Map<CompiledGraph, CheckpointedGraph> checkpointed = new HashMap<>();
    private final Map<String, CompiledGraph> bySource = new HashMap<>();
    private final Set<String> reasons = new HashSet<>();

    /**
     * Eager passes, until {@link #compile}.
     *
     * @param network of one input and one output, whose first axis is the batch
     * @param manager on the network's device, which closes what compiled passes hold
     */
    public NetworkPass(Layer network, NDManager manager) {
        this.network = network;
        this.manager = manager;
    }

    /**
     * From the next pass on.
     *
     * @param checkpoints whether recorded passes that are compiled keep little of what they compute, and compute it again in {@link
     *     #completeBackward}
     * @param said takes why passes are eager under {@link Compilation#AUTO}
     */
    public void compile(Compilation mode, boolean checkpoints, Consumer<String> said) {
        this.mode = mode;
        this.checkpoints = checkpoints;
        this.said = said;
    }

    /**
     * The output for a batch; recorded for a backward pass where the thread records.
     *
     * @param x (B, ..)
     * @throws UserException under {@link Compilation#ON} when the pass cannot be compiled
     */
    public NDArray forward(ParameterStore parameters, NDArray x) {
        return run(parameters, x, Optional.empty());
    }

    /** A function of the output for a batch, as its loss; in the same native call where the pass is compiled. */
    public NDArray forward(ParameterStore parameters, NDArray x, OutputFunction then) {
        return run(parameters, x, Optional.of(then));
    }

    private NDArray run(ParameterStore parameters, NDArray x, Optional<OutputFunction> then) {
        if (mode == Compilation.OFF) {
            return followed(eager(parameters, x), then);
        }
        int seed = holding(GENERATORS.readLock(), NetworkPass::draw);
        Optional<CompiledGraph> graph = compiled.computeIfAbsent(
                x.getShape().slice(1), example -> holding(GENERATORS.writeLock(), () -> decide(parameters, x, seed)));
        return holding(GENERATORS.readLock(), () -> {
            Engine.getInstance().setRandomSeed(seed);
            return graph.isPresent()
                    ? run(graph.get(), parameters, x, then, seed)
                    : followed(eager(parameters, x), then);
        });
    }

    private NDArray run(
            CompiledGraph graph, ParameterStore parameters, NDArray x, Optional<OutputFunction> then, int seed) {
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
     * Takes the gradients of outputs to the parameters where passes stopped at them. Called after each backward pass, before the scope of
     * the passes closes.
     */
    public void completeBackward() {
        checkpointed.values().forEach(CheckpointedGraph::completeBackward);
    }

    /** Whether some pass runs compiled. */
    public boolean isCompiled() {
        return compiled.values().stream().anyMatch(Optional::isPresent);
    }

    private NDArray eager(ParameterStore parameters, NDArray x) {
        return network.forward(parameters, new NDList(x), true).singletonOrThrow();
    }

    private static int draw() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                NDArray number = manager.randomInteger(0, Integer.MAX_VALUE, new Shape(1), DataType.INT64)) {
            return (int) number.getLong();
        }
    }

    private Optional<CompiledGraph> decide(ParameterStore parameters, NDArray x, int seed) {
        try (NDManager scope = x.getManager().newSubManager();
                Trial trial = new Trial(network, parameters, scope, seed)) {
            CompiledGraph graph = graph(trial, x, scope);
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
                        "its output, gradient or statistics differ from the eager pass by %.1e of their norm",
                        difference));
            }
            bySource.put(graph.source(), graph);
            return Optional.of(graph);
        } catch (TraceException e) {
            String reason = network.getClass().getSimpleName() + " cannot be compiled: " + e.getMessage();
            if (mode == Compilation.ON) {
                throw new UserException("engine.compiled is on, and " + reason + " Set it to auto or off.");
            }
            if (reasons.add(reason)) {
                said.accept(reason + " Its passes are eager.");
            }
            return Optional.empty();
        }
    }

    /** Closes the copies of parameters that it was recorded with, before those of the comparison are made. */
    private CompiledGraph graph(Trial trial, NDArray x, NDManager parent) {
        try (NDManager scope = parent.newSubManager()) {
            return CompiledGraph.of(network, trial.fresh(scope), examples(x, scope), manager);
        }
    }

    /** The most that a repeated eager pass differs from the first. */
    private double noise(Trial trial, NDArray x, NDList eager) {
        double most = 0;
        for (int i = 0; i < (x.getDevice().isGpu() ? REPEATED_ON_GPU : 1); i++) {
            most = Math.max(most, trial.difference(this::eager, x, eager));
        }
        return most;
    }

    /** By the coarsest type that a pass computes in. */
    private static double tolerance(Set<DataType> types) {
        if (types.stream().anyMatch(Precision::isBfloat16)) {
            return BFLOAT16_TOLERANCE;
        }
        return types.contains(DataType.FLOAT16) ? FLOAT16_TOLERANCE : TOLERANCE;
    }

    /** Three examples for the recorder; of a smaller batch some come again. */
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
