package io.winnow.models.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LayerNormalization;
import io.winnow.models.layer.Precision;
import io.winnow.models.layer.SelfAttention;
import io.winnow.models.layer.TransformerBlock;
import io.winnow.models.vision.VitOptions.Norm;
import io.winnow.models.vision.VitOptions.Pooling;
import io.winnow.models.vision.VitOptions.Positions;
import io.winnow.models.vision.VitOptions.Readout;
import java.util.ArrayList;
import java.util.List;

/**
 * Vision Transformer (Dosovitskiy et al. 2021, equations 1 to 4). Patches of the image are projected to tokens, learned position embeddings
 * are added, and the tokens pass through pre-norm transformer blocks and a final norm. The representation is the class token or the mean of
 * the patch tokens. {@link VitOptions} has the variants of encoders that were published since.
 */
public final class VisionTransformer extends Layer {
    /** Name of the parameter with the learned positions. */
    static final String POSITIONS = "pos_embed";

    /** Base of the wavelengths of rotary positions (Su et al. 2021). */
    private static final double ROTARY_BASE = 10_000;

    private final VitOptions options;
    private final Dense patches;
    private final Parameter classToken;
    private final Parameter registers;
    private final Parameter positions;
    private final Parameter classAngles;
    private final LayerNormalization firstNorm;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final LayerNormalization norm;
    private final AttentionPooling attentionPooling;
    private final Dense projection;

    /**
     * What an encoder gives.
     *
     * @param representation (B, dimension), float32
     * @param tokens (B, N, width), float32: class token, registers and patches (row by row) as they leave the last block, normed unless the
     *     norm is applied to the pooled vector alone
     */
    public record Features(NDArray representation, NDArray tokens) {}

    VisionTransformer(VitOptions options, int channels) {
        this.options = options;
        int width = options.width();
        int pixels = channels * options.patches().size() * options.patches().size();
        patches = add(
                "patch_embed",
                options.patches().bias() ? Dense.standard(pixels, width) : Dense.withoutBias(pixels, width));
        VitOptions.Tokens tokens = options.tokens();
        classToken = tokens.classToken() ? token("cls_token", new Shape(1, 1, width)) : null;
        registers = tokens.registers() > 0 ? token("reg_token", new Shape(1, tokens.registers(), width)) : null;
        positions = tokens.positions() instanceof Positions.Learned learned
                ? parameter(
                        POSITIONS,
                        Parameter.Type.OTHER,
                        new Shape(
                                1,
                                (long) options.patches().rows()
                                                * options.patches().columns()
                                        + (learned.classToken() ? 1 : 0),
                                width),
                        TransformerBlock.WEIGHTS)
                : null;
        classAngles = tokens.positions() instanceof Positions.Rotary
                ? parameter(
                        "class_angles",
                        Parameter.Type.OTHER,
                        new Shape(1, width / options.block().heads() / 2),
                        Initialization.normal(1))
                : null;
        double epsilon = options.block().epsilon();
        firstNorm = tokens.norm() ? add("norm_pre", new LayerNormalization(width, epsilon)) : null;
        for (int i = 0; i < options.depth(); i++) {
            double dropPath =
                    options.depth() == 1 ? options.dropPath() : options.dropPath() * i / (options.depth() - 1);
            blocks.add(add("blocks." + i, new TransformerBlock(options.block(), dropPath)));
        }
        norm = add("norm", new LayerNormalization(width, epsilon));
        attentionPooling = options.readout() instanceof Readout.AttentionPooled
                ? add("attn_pool", new AttentionPooling(options.block()))
                : null;
        projection = options.projection().isPresent()
                ? add(
                        "projection",
                        new Dense(
                                width,
                                options.projection().getAsInt(),
                                Initialization.normal(1 / Math.sqrt(width)),
                                null))
                : null;
    }

    private Parameter token(String name, Shape shape) {
        return parameter(name, Parameter.Type.OTHER, shape, Initialization.normal(1e-6));
    }

    public VitOptions options() {
        return options;
    }

    /** The representation and the tokens of images (B, channels, H, W), in one pass. */
    public Features features(ParameterStore parameters, NDArray images, boolean training) {
        NDArray tokens = tokens(parameters, images, training);
        return new Features(representation(parameters, tokens, training), Precision.full(tokens));
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray images, boolean training) {
        return representation(parameters, tokens(parameters, images, training), training);
    }

    private NDArray tokens(ParameterStore parameters, NDArray images, boolean training) {
        int size = options.patches().size();
        long rows = images.getShape().get(2) / size;
        long columns = images.getShape().get(3) / size;
        NDArray whole =
                images.getShape().get(2) == rows * size && images.getShape().get(3) == columns * size
                        ? images
                        : VitScript.cropped(images, rows * size, columns * size);
        NDArray x = apply(patches, parameters, VitScript.patches(whole, size), training);
        x = withPrefix(parameters, x, training);
        if (firstNorm != null) {
            x = apply(firstNorm, parameters, x, training);
        }
        SelfAttention attention = classAngles == null
                ? SelfAttention.full()
                : SelfAttention.rotary(angles(parameters, x, rows, columns, training));
        for (TransformerBlock block : blocks) {
            x = block.forward(parameters, x, attention, block.trains(training));
        }
        return normsPooled() ? x : apply(norm, parameters, x, training);
    }

    /** Adds positions to the patches (B, N, D), and puts the class token and the registers before them. */
    private NDArray withPrefix(ParameterStore parameters, NDArray patchTokens, boolean training) {
        NDArray x = patchTokens;
        boolean withClass = options.tokens().positions() instanceof Positions.Learned learned && learned.classToken();
        if (withClass) {
            x = VitScript.prepend(x, like(parameters, classToken, x, training));
        }
        if (positions != null) {
            x = x.add(like(parameters, positions, x, training));
        }
        if (registers != null) {
            NDArray inserted = like(parameters, registers, x, training);
            x = withClass ? VitScript.afterFirst(x, inserted) : VitScript.prepend(x, inserted);
        }
        return classToken == null || withClass ? x : VitScript.prepend(x, like(parameters, classToken, x, training));
    }

    private static NDArray like(ParameterStore parameters, Parameter parameter, NDArray x, boolean training) {
        return Precision.like(parameters.getValue(parameter, x.getDevice(), training), x);
    }

    private NDArray angles(ParameterStore parameters, NDArray x, long rows, long columns, boolean training) {
        double step = -2 * Math.log(ROTARY_BASE) / classAngles.getShape().get(1);
        return VitScript.rotaryAngles(parameters.getValue(classAngles, x.getDevice(), training), rows, columns, step);
    }

    private boolean normsPooled() {
        return options.readout() instanceof Readout.Pooled pooled && pooled.norm() == Norm.POOLED;
    }

    private NDArray representation(ParameterStore parameters, NDArray tokens, boolean training) {
        NDArray pooled;
        if (options.readout() instanceof Readout.Pooled readout) {
            pooled = readout.pooling() == Pooling.CLASS_TOKEN
                    ? VitScript.firstToken(tokens)
                    : VitScript.meanToken(
                            options.tokens().prefix() == 0
                                    ? tokens
                                    : VitScript.patchesOnly(
                                            tokens, options.tokens().prefix()));
        } else if (options.readout() instanceof Readout.ClassTokenAndMean) {
            pooled = VitScript.firstAndMean(tokens, options.tokens().prefix());
        } else {
            pooled = apply(attentionPooling, parameters, tokens, training);
        }
        if (normsPooled()) {
            pooled = apply(norm, parameters, pooled, training);
        }
        return Precision.full(projection == null ? pooled : apply(projection, parameters, pooled, training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), options.dimension())};
    }
}
