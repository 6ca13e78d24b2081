package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * Group normalisation over groups of the channels of each example (B, C, ..) (Wu and He 2018). It has no statistics of batches, which differ
 * among the clients of a federation.
 */
public final class GroupNormalization extends Layer {
    private static final double EPSILON = 1e-5;

    private final int groups;
    private final Parameter gamma;
    private final Parameter beta;

    /**
     * @param channels C
     * @param groups number of groups, which divides C
     */
    public GroupNormalization(int channels, int groups) {
        if (groups < 1 || channels % groups != 0) {
            throw new IllegalArgumentException(groups + " groups do not divide " + channels + " channels");
        }
        this.groups = groups;
        gamma = parameter("weight", Parameter.Type.GAMMA, new Shape(channels), Initialization.ones());
        beta = parameter("bias", Parameter.Type.BETA, new Shape(channels), Initialization.zeros());
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return LayersScript.groupNorm(
                x,
                groups,
                parameters.getValue(gamma, x.getDevice(), training),
                parameters.getValue(beta, x.getDevice(), training),
                EPSILON);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
