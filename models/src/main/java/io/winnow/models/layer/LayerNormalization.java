package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/** Layer normalisation over the last axis (Ba et al. 2016). */
public final class LayerNormalization extends Layer {
    private final Parameter gamma;
    private final Parameter beta;
    private final Shape normalized;
    private final float epsilon;

    public LayerNormalization(int width, double epsilon) {
        normalized = new Shape(width);
        this.epsilon = (float) epsilon;
        gamma = parameter("weight", Parameter.Type.GAMMA, normalized, Initialization.ones());
        beta = parameter("bias", Parameter.Type.BETA, normalized, Initialization.zeros());
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return x.getNDArrayInternal()
                .layerNorm(
                        x,
                        normalized,
                        parameters.getValue(gamma, x.getDevice(), training),
                        parameters.getValue(beta, x.getDevice(), training),
                        epsilon)
                .singletonOrThrow();
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
