package io.winnow.models.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All parameters of one copy of a model in three flat float32 buffers: {@link #values} (trainable), {@link #statistics} (running means and
 * variances) and frozen parameters, which no backward pass reaches. The model's parameters are views of these buffers. An optimizer step, a norm, an average or a copy to another device is
 * therefore an operation on a single array, and so is the gradient of the whole model.
 *
 * <p>A block reads its parameters through {@link #bind}. The same block can run with several arenas of the same layout, for example
 * replicas, a momentum encoder, or an average of the weights.
 */
public final class ParameterArena implements AutoCloseable {
    private final NDManager manager;
    private final ParameterLayout layout;
    private final NDArray values;
    private final NDArray statistics;
    private final NDArray frozen;
    /** Views of statistics, which passes change in place. */
    private final Map<String, NDArray> statisticViews = new HashMap<>();

    private final long[] sizes;
    private final long[] frozenSizes;
    private Optional<Exchange> exchange = Optional.empty();

    private ParameterArena(NDManager manager, ParameterLayout layout) {
        this.manager = manager;
        this.layout = layout;
        values = manager.zeros(new Shape(layout.trainableSize()));
        statistics = manager.zeros(new Shape(layout.statisticsSize()));
        frozen = manager.zeros(new Shape(layout.frozenSize()));
        if (!layout.statistics().isEmpty()) {
            statisticViews.putAll(
                    shaped(layout.statistics(), ArenaScript.pieces(statistics, sizes(layout.statistics()))));
        }
        sizes = sizes(layout.trainable());
        frozenSizes = sizes(layout.frozen());
    }

    /** Moves the initialised parameters of a block into a new arena. The block's own arrays are closed and must not be used any more. */
    public static ParameterArena adopt(Block block, ParameterLayout layout, NDManager parent) {
        ParameterArena arena = new ParameterArena(parent.newSubManager(), layout);
        Map<String, NDArray> initial = new HashMap<>();
        for (Parameter parameter : block.getParameters().values()) {
            initial.put(parameter.getId(), parameter.getArray());
        }
        arena.copyIn(arena.values, layout.trainable(), initial);
        arena.copyIn(arena.statistics, layout.statistics(), initial);
        arena.copyIn(arena.frozen, layout.frozen(), initial);
        arena.values.setRequiresGradient(true);
        initial.values().forEach(NDArray::close);
        return arena;
    }

    /**
     * Copies all parameters to a new arena on a device.
     *
     * @param requiresGradient whether the values of the copy receive gradients
     */
    public ParameterArena copyTo(Device device, NDManager parent, boolean requiresGradient) {
        ParameterArena copy = new ParameterArena(parent.newSubManager(device), layout);
        copy.copyFrom(this);
        copy.values.setRequiresGradient(requiresGradient);
        return copy;
    }

    /** Overwrites all parameters with those of an arena that has the same layout, on any device. */
    public void copyFrom(ParameterArena other) {
        Tensors.copy(other.values, values);
        Tensors.copy(other.statistics, statistics);
        if (layout.frozenSize() > 0) {
            Tensors.copy(other.frozen, frozen);
        }
    }

    /**
     * Lets passes in training mode exchange arrays with those of the other replicas of the model, as synchronised batch normalisation does. The
     * passes of all replicas must then run at the same time.
     */
    public void exchangeThrough(Exchange replicas) {
        exchange = Optional.of(replicas);
    }

    /** Returns the exchange with other replicas in a pass with these parameters; empty if there is none. */
    public static Optional<Exchange> exchange(ParameterStore parameters) {
        return parameters instanceof Views views ? views.exchange : Optional.empty();
    }

    /**
     * Adds the gradients of leaves that share the memory of parameters to the gradient of the arena of a store.
     *
     * @param leaves by the ids of the parameters
     * @return false, and nothing is done, if the store is that of no arena, or if no backward pass has reached the arena yet
     */
    static boolean addGradients(ParameterStore parameters, Map<String, NDArray> leaves) {
        if (!(parameters instanceof Views views)) {
            return false;
        }
        try (NDArray whole = JniUtils.getGradient((PtNDArray) views.arena.values);
                Autograd.Recording pause = Autograd.pause()) {
            if (whole == null) {
                return false;
            }
            List<ParameterLayout.Entry> entries = views.arena.layout.trainable().stream()
                    .filter(entry -> leaves.containsKey(entry.id()))
                    .toList();
            NDList own = new NDList();
            entries.forEach(entry -> own.add(leaves.get(entry.id())));
            if (!own.isEmpty()) {
                ArenaScript.addGradients(
                        whole,
                        own,
                        entries.stream()
                                .mapToLong(ParameterLayout.Entry::offset)
                                .toArray());
            }
            return true;
        }
    }

    /** Adds the gradient of an arena with the same layout, on any device, to the gradient of this one. */
    public void addGradient(ParameterArena other) {
        try (Autograd.Recording pause = Autograd.pause();
                NDArray own = gradient();
                NDArray added = other.gradient()) {
            ArenaScript.accumulate(own, added, 1.0);
        }
    }

    /** Replaces the statistics by their mean over this arena and others with the same layout, on any device. */
    public void averageStatistics(List<ParameterArena> others) {
        try (Autograd.Recording pause = Autograd.pause()) {
            double weight = 1.0 / (others.size() + 1);
            ArenaScript.scale(statistics, weight);
            others.forEach(other -> ArenaScript.accumulate(statistics, other.statistics, weight));
        }
    }

    /**
     * Updates this arena as an exponential moving average of {@code target}: {@code values = decay * values + (1 - decay) * target}, and
     * likewise the statistics.
     *
     * @param decay in [0, 1]
     */
    public void averageWith(ParameterArena target, double decay) {
        try (Autograd.Recording pause = Autograd.pause()) {
            ArenaScript.lerp(values, target.values, 1 - decay);
            ArenaScript.lerp(statistics, target.statistics, 1 - decay);
        }
    }

    public ParameterLayout layout() {
        return layout;
    }

    public Device device() {
        return manager.getDevice();
    }

    /** All trainable parameters (P), a leaf of the autograd graph. Optimizers change it in place. */
    public NDArray values() {
        return values;
    }

    /** All running statistics (Q). */
    public NDArray statistics() {
        return statistics;
    }

    /**
     * The gradient of {@link #values} (P), summed over the backward passes since {@link #zeroGradient}; empty if P is 0, since an objective may
     * train parameters of its own alone. The caller must close it.
     *
     * @throws IllegalStateException if there was no backward pass yet
     */
    public NDArray gradient() {
        if (layout.trainableSize() == 0) {
            return manager.zeros(values.getShape());
        }
        if (!values.hasGradient()) {
            throw new IllegalStateException(
                    "These parameters have no gradient: no backward pass has reached them yet.");
        }
        return values.getGradient();
    }

    public void zeroGradient() {
        if (layout.trainableSize() == 0) {
            return;
        }
        Autograd.zeroGradient(values);
    }

    /**
     * The parameters in the form that a block takes, for one forward pass and its backward pass.
     *
     * <p>While gradients are recorded, the views are nodes of the autograd graph, whose backward pass joins the gradients of all
     * parameters in one array. Therefore call this method again after each change of the values.
     *
     * @param scope owns the views; closing it closes them
     */
    public ParameterStore bind(NDManager scope) {
        Map<String, NDArray> views = new HashMap<>(statisticViews);
        views.putAll(attached(values, layout.trainable(), sizes, scope));
        // Frozen parameters, too: the result of an operation is attached to the manager of its first operand.
        views.putAll(attached(frozen, layout.frozen(), frozenSizes, scope));
        return new Views(this, scope, views);
    }

    /**
     * Returns a frozen parameter as an array that shares its memory with the arena, for a training of its own that changes it in place.
     *
     * @param scope owns the array, but not the memory
     */
    public NDArray frozen(String name, NDManager scope) {
        ParameterLayout.Entry entry = layout.frozen().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no frozen parameter " + name + "."));
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray view = ArenaScript.window(
                    frozen, entry.offset(), entry.size(), entry.shape().getShape());
            view.attach(scope);
            return view;
        }
    }

    /** Copies of all parameters by name, on the arena's device. Closing {@code scope} closes them. */
    public Map<String, NDArray> named(NDManager scope) {
        Map<String, NDArray> named = new LinkedHashMap<>();
        try (Autograd.Recording pause = Autograd.pause()) {
            for (ParameterLayout.Entry entry : layout.trainable()) {
                named.put(entry.name(), piece(values, entry, scope));
            }
            for (ParameterLayout.Entry entry : layout.statistics()) {
                named.put(entry.name(), piece(statistics, entry, scope));
            }
            for (ParameterLayout.Entry entry : layout.frozen()) {
                named.put(entry.name(), piece(frozen, entry, scope));
            }
        }
        return named;
    }

    /**
     * Overwrites all parameters with the arrays of the same names. Other names are ignored.
     *
     * @throws IllegalArgumentException if a name is missing or a shape differs; the arena is then unchanged
     */
    public void load(Map<String, NDArray> named) {
        for (List<ParameterLayout.Entry> entries : List.of(layout.trainable(), layout.statistics(), layout.frozen())) {
            for (ParameterLayout.Entry entry : entries) {
                NDArray array = named.get(entry.name());
                if (array == null) {
                    throw new IllegalArgumentException("The weights do not fit this model: they lack " + entry.name()
                            + " " + entry.shape() + "; found " + named.size() + " others.");
                }
                if (!array.getShape().equals(entry.shape())) {
                    throw new IllegalArgumentException("The weights do not fit this model: " + entry.name()
                            + " must have shape " + entry.shape() + "; found " + array.getShape() + ".");
                }
            }
        }
        copyIn(values, layout.trainable(), byId(layout.trainable(), named));
        copyIn(statistics, layout.statistics(), byId(layout.statistics(), named));
        copyIn(frozen, layout.frozen(), byId(layout.frozen(), named));
    }

    @Override
    public void close() {
        manager.close();
    }

    private void copyIn(NDArray buffer, List<ParameterLayout.Entry> entries, Map<String, NDArray> byId) {
        if (entries.isEmpty()) {
            return;
        }
        NDList sources = new NDList();
        entries.forEach(entry -> sources.add(byId.get(entry.id())));
        try (Autograd.Recording pause = Autograd.pause()) {
            ArenaScript.gather(buffer, sources);
        }
    }

    private static Map<String, NDArray> byId(List<ParameterLayout.Entry> entries, Map<String, NDArray> named) {
        Map<String, NDArray> byId = new HashMap<>();
        entries.forEach(entry -> byId.put(entry.id(), named.get(entry.name())));
        return byId;
    }

    private static NDArray piece(NDArray buffer, ParameterLayout.Entry entry, NDManager scope) {
        NDArray copy = ArenaScript.piece(
                buffer, entry.offset(), entry.size(), entry.shape().getShape());
        copy.attach(scope);
        return copy;
    }

    private static long[] sizes(List<ParameterLayout.Entry> entries) {
        return entries.stream().mapToLong(ParameterLayout.Entry::size).toArray();
    }

    private static Map<String, NDArray> attached(
            NDArray buffer, List<ParameterLayout.Entry> entries, long[] sizes, NDManager scope) {
        if (entries.isEmpty()) {
            return Map.of();
        }
        NDList pieces = ArenaScript.pieces(buffer, sizes);
        pieces.attach(scope);
        Map<String, NDArray> views = shaped(entries, pieces);
        views.values().forEach(view -> view.attach(scope));
        return views;
    }

    private static Map<String, NDArray> shaped(List<ParameterLayout.Entry> entries, NDList pieces) {
        Map<String, NDArray> shaped = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            shaped.put(entries.get(i).id(), pieces.get(i).reshape(entries.get(i).shape()));
        }
        return shaped;
    }

    /** A parameter store that returns views of the arena. */
    private static final class Views extends ParameterStore {
        private final ParameterArena arena;
        private final Map<String, NDArray> views;
        private final Optional<Exchange> exchange;

        Views(ParameterArena arena, NDManager scope, Map<String, NDArray> views) {
            super(scope, false);
            this.arena = arena;
            this.views = views;
            exchange = arena.exchange;
        }

        @Override
        public NDArray getValue(Parameter parameter, Device device, boolean training) {
            if (parameter == null) {
                return null;
            }
            NDArray view = views.get(parameter.getId());
            if (view == null) {
                throw new IllegalStateException("Parameter " + parameter.getName()
                        + " is not in this arena. Run the block with an arena of its own layout.");
            }
            return view;
        }
    }
}
