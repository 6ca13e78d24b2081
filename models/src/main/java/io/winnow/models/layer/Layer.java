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
import ai.djl.util.PairList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A block with one input and one output. The shapes of its parameters are known at construction, before any input has been seen. Names of
 * nested parameters are joined by dots, as in {@code layer1.0.conv1.weight}.
 */
public abstract class Layer extends AbstractBlock {
    private final Map<String, Block> named = new LinkedHashMap<>();

    protected Layer() {
        super((byte) 1);
    }

    /** Runs one forward pass and returns its output. */
    protected abstract NDArray forward(ParameterStore parameters, NDArray x, boolean training);

    /** Allocates all parameters as float32 and draws their initial values from the engine's random generator. */
    public void initialize(NDManager manager) {
        initialize(manager, DataType.FLOAT32, new Shape());
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

    /** Runs a child block that has one input and one output. */
    protected static NDArray apply(Block part, ParameterStore parameters, NDArray x, boolean training) {
        return part instanceof Layer layer
                ? layer.forward(parameters, x, training)
                : part.forward(parameters, new NDList(x), training).singletonOrThrow();
    }

    @Override
    protected final NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> options) {
        return new NDList(forward(parameters, inputs.singletonOrThrow(), training));
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
