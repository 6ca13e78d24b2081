package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * Batch normalisation over axis 1 of (B, C) or (B, C, H, W) (Ioffe and Szegedy 2015). Running statistics move by a tenth of the way at
 * each training step unless said otherwise, and are what evaluation uses.
 */
public final class BatchNormalization extends Layer {
    private static final double MOMENTUM = 0.9;
    private static final double EPSILON = 1e-5;

    private final Parameter gamma;
    private final Parameter beta;
    private final Parameter mean;
    private final Parameter variance;
    private final float epsilon;
    private final float momentum;

    public BatchNormalization(int channels) {
        this(channels, Initialization.ones());
    }

    /** @param scale how gamma starts; zeros make a residual branch start as nothing */
    public BatchNormalization(int channels, Initialization scale) {
        this(channels, scale, EPSILON, MOMENTUM);
    }

    /**
     * @param scale how gamma starts
     * @param epsilon added to variances
     * @param momentum share of the running statistics that a training step keeps, in [0, 1)
     */
    public BatchNormalization(int channels, Initialization scale, double epsilon, double momentum) {
        this.epsilon = (float) epsilon;
        this.momentum = (float) momentum;
        Shape shape = new Shape(channels);
        gamma = parameter("weight", Parameter.Type.GAMMA, shape, scale);
        beta = parameter("bias", Parameter.Type.BETA, shape, Initialization.zeros());
        mean = statistic("running_mean", Parameter.Type.RUNNING_MEAN, shape, 0);
        variance = statistic("running_var", Parameter.Type.RUNNING_VAR, shape, 1);
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return x.getNDArrayInternal()
                .batchNorm(
                        x,
                        parameters.getValue(mean, x.getDevice(), training),
                        parameters.getValue(variance, x.getDevice(), training),
                        parameters.getValue(gamma, x.getDevice(), training),
                        parameters.getValue(beta, x.getDevice(), training),
                        -1,
                        momentum,
                        epsilon,
                        training)
                .singletonOrThrow();
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
