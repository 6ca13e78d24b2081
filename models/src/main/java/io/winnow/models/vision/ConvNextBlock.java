package io.winnow.models.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.FeedForward;
import io.winnow.models.layer.GeneratorDraws;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LayerNormalization;
import io.winnow.models.layer.TransformerMlp;

/**
 * A block of ConvNeXt on (B, H, W, C): {@code x + gamma * mlp(norm(depthwise(x)))}, with a depthwise 7x7 convolution, an MLP of the
 * channels with a hidden layer of width 4 C and GELU, and a factor gamma for each channel (layer scale, Touvron et al. 2021). In training,
 * the branch is dropped with a given probability, independently for each example, and scaled up otherwise (stochastic depth, Huang et al.
 * 2016).
 */
final class ConvNextBlock extends Layer {
    static final int KERNEL = 7;
    static final int MLP_RATIO = 4;

    private final ChannelsLastConvolution depthwise;
    private final LayerNormalization norm;
    private final TransformerMlp mlp;
    private final Parameter gamma;
    private final double dropPath;

    /**
     * @param width number of channels
     * @param dropPath probability with which the branch is dropped, in [0, 1)
     * @param layerScale initial value of gamma
     */
    ConvNextBlock(int width, double dropPath, float layerScale) {
        this.dropPath = dropPath;
        gamma = parameter("gamma", Parameter.Type.OTHER, new Shape(width), Initialization.constant(layerScale));
        depthwise = add("conv_dw", ChannelsLastConvolution.depthwise(width, KERNEL));
        norm = add("norm", new LayerNormalization(width, ConvNext.EPSILON));
        mlp = add("mlp", new TransformerMlp(width, new FeedForward.Mlp(MLP_RATIO * width, Activation.GELU)));
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray branch = apply(norm, parameters, apply(depthwise, parameters, x, training), training);
        branch = apply(mlp, parameters, branch, training);
        branch = ConvnextScript.scaled(branch, parameters.getValue(gamma, x.getDevice(), training));
        if (!training || dropPath == 0) {
            return x.add(branch);
        }
        GeneratorDraws.note();
        return x.add(ConvnextScript.dropPath(branch, dropPath));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
