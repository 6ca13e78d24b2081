package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * Batch normalisation over axis 1 of (B, C) or (B, C, H, W) inputs (Ioffe and Szegedy 2015). Each training step moves the running
 * statistics a tenth of the way towards those of the batch, unless a constructor argument sets another momentum. Evaluation uses the
 * running statistics.
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

    /** @param scale initial values of gamma; with zeros, a residual branch that ends in this layer initially outputs zero */
    public BatchNormalization(int channels, Initialization scale) {
        this(channels, scale, EPSILON, MOMENTUM);
    }

    /**
     * @param channels C, the length of axis 1
     * @param scale initial values of gamma
     * @param epsilon added to the variances for numerical stability
     * @param momentum fraction of the running statistics that each training step keeps, in [0, 1); PyTorch's momentum is 1 minus this
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
