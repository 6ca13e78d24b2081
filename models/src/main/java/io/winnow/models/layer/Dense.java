package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;

/** A linear map of the last axis, with or without bias: (.., in) to (.., out). The weight has shape (out, in). */
public final class Dense extends Layer {
    private final Parameter weight;
    private final Parameter bias;
    private final List<LowRankAdapter> adapters = new ArrayList<>();

    /** A layer with bias, initialized like PyTorch's linear layer: weight and bias are uniform within 1 / sqrt(in) of 0. */
    public static Dense standard(int in, int out) {
        double bound = 1 / Math.sqrt(in);
        return new Dense(in, out, Initialization.uniform(bound), Initialization.uniform(bound));
    }

    /** A layer without bias, for use before a normalisation, which would cancel the bias. */
    public static Dense withoutBias(int in, int out) {
        return new Dense(in, out, Initialization.uniform(1 / Math.sqrt(in)), null);
    }

    /**
     * @param weights initial values of the weight
     * @param biases initial values of the bias, or null for a layer without bias
     */
    public Dense(int in, int out, Initialization weights, Initialization biases) {
        weight = parameter("weight", Parameter.Type.WEIGHT, new Shape(out, in), weights);
        bias = biases == null ? null : parameter("bias", Parameter.Type.BIAS, new Shape(out), biases);
    }

    /**
     * Adds a low-rank update of some outputs, one of several equal parts of all of them.
     *
     * @param target what these outputs are
     * @param part number of the part, counted from 0
     * @param parts number of parts
     */
    public LowRankAdapter adapt(LowRankOptions options, LowRankOptions.Target target, int part, int parts) {
        int out = (int) weight.getShape().get(0);
        int rows = out / parts;
        LowRankAdapter adapter = add(
                LowRankAdapter.name(target),
                new LowRankAdapter(options, (int) weight.getShape().get(1), part * rows, rows, out));
        adapters.add(adapter);
        return adapter;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray y = LinearMap.of(
                x,
                parameters.getValue(weight, x.getDevice(), training),
                bias == null ? null : parameters.getValue(bias, x.getDevice(), training),
                training);
        for (LowRankAdapter adapter : adapters) {
            y = adapter.added(parameters, y, x, training);
        }
        return y;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape x = inputs[0];
        return new Shape[] {x.slice(0, x.dimension() - 1).add(weight.getShape().get(0))};
    }
}
