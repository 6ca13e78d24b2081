package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.Exchange;
import io.winnow.models.torch.ParameterArena;
import java.util.Optional;

/**
 * Batch normalisation over axis 1 of (B, C) or (B, C, H, W) inputs (Ioffe and Szegedy 2015). Each training step moves the running
 * statistics a tenth of the way towards those of the batch, unless a constructor argument sets another momentum. Evaluation uses the
 * running statistics. The statistics of a batch are those of the parts of all replicas if the parameters have an {@link Exchange}.
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
        Optional<Exchange> replicas = training ? ParameterArena.exchange(parameters) : Optional.empty();
        return replicas.isPresent() ? synchronised(parameters, x, replicas.get()) : own(parameters, x, training);
    }

    /** Normalises by the statistics of this input and those of the other replicas, through which gradients flow. */
    private NDArray synchronised(ParameterStore parameters, NDArray x, Exchange replicas) {
        NDArray part = MomentsScript.moments(x);
        NDArray moments = MomentsScript.joined(part, replicas.all(part));
        try (Autograd.Recording pause = Autograd.pause()) {
            MomentsScript.move(
                    parameters.getValue(mean, x.getDevice(), true),
                    parameters.getValue(variance, x.getDevice(), true),
                    moments,
                    1 - momentum);
        }
        return MomentsScript.normalized(
                x,
                moments,
                parameters.getValue(gamma, x.getDevice(), true),
                parameters.getValue(beta, x.getDevice(), true),
                epsilon);
    }

    private NDArray own(ParameterStore parameters, NDArray x, boolean training) {
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
