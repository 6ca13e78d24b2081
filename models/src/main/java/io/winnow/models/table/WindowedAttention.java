package io.winnow.models.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.FlopCount;

/**
 * Multiplicative self-attention in a window, (B, N, D) to (B, N, D): {@code v_t = sum_s softmax_s(x_t W x_s') x_s}, where s runs over the
 * {@code width} positions that begin at {@code t - floor(width / 2)}. The zero vectors of empty cells are attended to like any others.
 */
final class WindowedAttention extends Layer {
    private final Parameter weight;
    private final int width;

    WindowedAttention(int dimension, int width) {
        weight = parameter(
                "weight", Parameter.Type.WEIGHT, new Shape(dimension, dimension), Initialization.glorotUniform());
        this.width = width;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        FlopCount.addLinear(x, x.getShape().get(2));
        FlopCount.addAttention(x, x);
        return TableScript.windowedAttention(x, parameters.getValue(weight, x.getDevice(), training), width);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
