package io.winnow.models.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.BlockOptions;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LayerNormalization;
import io.winnow.models.layer.Precision;
import io.winnow.models.layer.TransformerBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * Vision Transformer (Dosovitskiy et al. 2021, equations 1 to 4). Patches of the image are projected to tokens, learned position embeddings
 * are added, and the tokens pass through pre-norm transformer blocks and a final norm. The representation is the class token or the mean of
 * the patch tokens.
 */
final class VisionTransformer extends Layer {
    private static final double EPSILON = 1e-6;

    private final VitOptions options;
    private final Dense patches;
    private final Parameter classToken;
    private final Parameter positions;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final LayerNormalization norm;

    VisionTransformer(VitOptions options, int channels) {
        this.options = options;
        int patchesPerSide = options.imageSize() / options.patchSize();
        int width = options.width();
        boolean hasClassToken = options.pooling() == VitOptions.Pooling.CLASS_TOKEN;
        patches = add("patch_embed", Dense.standard(channels * options.patchSize() * options.patchSize(), width));
        classToken = hasClassToken
                ? parameter("cls_token", Parameter.Type.OTHER, new Shape(1, 1, width), Initialization.normal(1e-6))
                : null;
        positions = parameter(
                "pos_embed",
                Parameter.Type.OTHER,
                new Shape(1, (long) patchesPerSide * patchesPerSide + (hasClassToken ? 1 : 0), width),
                TransformerBlock.WEIGHTS);
        for (int i = 0; i < options.depth(); i++) {
            double dropPath =
                    options.depth() == 1 ? options.dropPath() : options.dropPath() * i / (options.depth() - 1);
            blocks.add(add("blocks." + i, new TransformerBlock(BlockOptions.vit(width, options.heads()), dropPath)));
        }
        norm = add("norm", new LayerNormalization(width, EPSILON));
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray images, boolean training) {
        NDArray x = VitScript.patches(images, options.patchSize()); // (B, N, C * p * p)
        x = apply(patches, parameters, x, training);
        if (classToken != null) {
            x = VitScript.prepend(x, Precision.like(parameters.getValue(classToken, x.getDevice(), training), x));
        }
        x = x.add(Precision.like(parameters.getValue(positions, x.getDevice(), training), x));
        for (TransformerBlock block : blocks) {
            x = apply(block, parameters, x, training);
        }
        x = apply(norm, parameters, x, training);
        return Precision.full(classToken != null ? VitScript.firstToken(x) : VitScript.meanToken(x));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), options.width())};
    }
}
