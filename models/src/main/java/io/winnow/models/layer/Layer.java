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
 * A block of one input and one output whose parameters have known shapes from the start and names joined by dots, as in {@code
 * layer1.0.conv1.weight}.
 */
public abstract class Layer extends AbstractBlock {
    private final Map<String, Block> named = new LinkedHashMap<>();

    protected Layer() {
        super((byte) 1);
    }

    /** The output of one forward pass. */
    protected abstract NDArray forward(ParameterStore parameters, NDArray x, boolean training);

    /** Allocates and draws all parameters, from the engine's seed. */
    public void initialize(NDManager manager) {
        initialize(manager, DataType.FLOAT32, new Shape());
    }

    /** Adds a part; its parameters are named {@code name.*}. */
    protected final <B extends Block> B add(String name, B part) {
        named.put(name, part);
        return addChildBlock(name, part);
    }

    /** Adds a parameter of this layer itself. */
    protected final Parameter parameter(String name, Parameter.Type type, Shape shape, Initialization initialization) {
        return addParameter(Parameter.builder()
                .setName(name)
                .setType(type)
                .optShape(shape)
                .optInitializer(initialization::draw)
                .build());
    }

    /** Adds an array that training changes without a gradient. */
    protected final Parameter statistic(String name, Parameter.Type type, Shape shape, float value) {
        return addParameter(Parameter.builder()
                .setName(name)
                .setType(type)
                .optShape(shape)
                .optRequiresGrad(false)
                .optInitializer(Initialization.constant(value)::draw)
                .build());
    }

    /** Runs a part that has one input and one output. */
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
