package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A block with one output and, with few exceptions, one input. The shapes of its parameters are known at construction, before any input has been seen. Names of
 * nested parameters are joined by dots, as in {@code layer1.0.conv1.weight}.
 */
public abstract class Layer extends AbstractBlock {
    private final Map<String, Block> named = new LinkedHashMap<>();
    private boolean evaluating;

    protected Layer() {
        super((byte) 1);
    }

    /** Runs one forward pass and returns its output. */
    protected abstract NDArray forward(ParameterStore parameters, NDArray x, boolean training);

    /** Runs one forward pass of a layer of several inputs, which overrides this. */
    protected NDArray forwardInputs(ParameterStore parameters, NDList inputs, boolean training) {
        return forward(parameters, inputs.singletonOrThrow(), training);
    }

    /** Allocates all parameters as float32 and draws their initial values from the engine's random generator. */
    public void initialize(NDManager manager) {
        initialize(manager, DataType.FLOAT32, new Shape());
    }

    /** Allocates all parameters as float32 zeros, for weights that are loaded: drawing values takes longer than to load them. */
    public void allocate(NDManager manager) {
        getParameters().values().forEach(each -> each.setInitializer(Initializer.ZEROS));
        initialize(manager);
    }

    /** Adds a child block, whose parameters are named {@code name.*}. */
    protected final <B extends Block> B add(String name, B part) {
        named.put(name, part);
        return addChildBlock(name, part);
    }

    /** Adds a trainable parameter that belongs to this layer itself. */
    protected final Parameter parameter(String name, Parameter.Type type, Shape shape, Initialization initialization) {
        return addParameter(Parameter.builder()
                .setName(name)
                .setType(type)
                .optShape(shape)
                .optInitializer(initialization::draw)
                .build());
    }

    /** Adds an array that training updates without a gradient, such as a running mean. */
    protected final Parameter statistic(String name, Parameter.Type type, Shape shape, float value) {
        return addParameter(Parameter.builder()
                .setName(name)
                .setType(type)
                .optShape(shape)
                .optRequiresGrad(false)
                .optInitializer(Initialization.constant(value)::draw)
                .build());
    }

    /**
     * Returns the parts of this network in the order in which an input passes them, as fine-tuning tells them apart. Each repeated block,
     * a layer of several layers whose name ends in a number, such as {@code blocks.3}, is a section; all that lies between the blocks is a
     * section for each stretch without a block, such as the stem before them and the last norm after them. Parameters of this layer itself
     * belong to the first section. A network that only wraps another one has the sections of that one.
     */
    public final List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        if (getDirectParameters().isEmpty() && named.size() == 1) {
            Map.Entry<String, Block> only = named.entrySet().iterator().next();
            if (only.getValue() instanceof Layer wrapped && !isBlock(only.getKey(), wrapped)) {
                wrapped.sections().forEach(section -> sections.add(section.within(only.getKey())));
                return sections;
            }
        }
        Section between = Section.empty();
        for (String own : getDirectParameters().keys()) {
            between = between.with(own);
        }
        for (Map.Entry<String, Block> part : named.entrySet()) {
            if (isBlock(part.getKey(), part.getValue())) {
                add(sections, between);
                sections.add(Section.empty().with(part.getKey(), part.getValue()));
                between = Section.empty();
            } else {
                between = between.with(part.getKey(), part.getValue());
            }
        }
        add(sections, between);
        return sections;
    }

    private static boolean isBlock(String name, Block part) {
        return name.matches(".*\\d") && part instanceof Layer layer && !layer.named.isEmpty();
    }

    private static void add(List<Section> sections, Section section) {
        if (!section.parameters().isEmpty()) {
            sections.add(section);
        }
    }

    /**
     * Lets chosen layers, and all layers within them, compute as in evaluation while the network trains: batch normalisation uses its running
     * statistics and keeps them, and nothing is dropped. All other layers compute as in training again.
     */
    public final void evaluate(Predicate<Layer> chosen) {
        evaluating = chosen.test(this);
        for (Block part : named.values()) {
            if (part instanceof Layer layer) {
                layer.evaluate(evaluating ? within -> true : chosen);
            }
        }
    }

    /** Visits this layer and all layers within it. */
    final void visit(Consumer<Layer> visitor) {
        visitor.accept(this);
        for (Block part : List.copyOf(named.values())) {
            if (part instanceof Layer layer) {
                layer.visit(visitor);
            }
        }
    }

    /** Whether this layer itself computes {@link io.winnow.models.torch.Branches} in training on a CPU if it may. */
    protected boolean branches() {
        return false;
    }

    /** Whether a layer of this network computes {@link io.winnow.models.torch.Branches} in training on a CPU if it may. */
    public final boolean hasBranches() {
        return branches()
                || named.values().stream().anyMatch(part -> part instanceof Layer layer && layer.hasBranches());
    }

    /** Whether this layer computes as in training in a pass in training mode, see {@link #evaluate}. */
    public final boolean trains(boolean training) {
        return training && !evaluating;
    }

    /** Runs a child block that has one input and one output. */
    protected static NDArray apply(Block part, ParameterStore parameters, NDArray x, boolean training) {
        return part instanceof Layer layer
                ? layer.forward(parameters, x, layer.trains(training))
                : part.forward(parameters, new NDList(x), training).singletonOrThrow();
    }

    @Override
    protected final NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> options) {
        return new NDList(forwardInputs(parameters, inputs, trains(training)));
    }

    @Override
    protected final void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        named.values().forEach(part -> part.initialize(manager, type, inputs));
    }

    @Override
    public final ParameterList getParameters() {
        ParameterList parameters = getDirectParameters();
        named.forEach((name, part) ->
                part.getParameters().forEach(pair -> parameters.add(name + "." + pair.getKey(), pair.getValue())));
        return parameters;
    }
}
