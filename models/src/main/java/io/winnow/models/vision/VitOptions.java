package io.winnow.models.vision;

import io.winnow.models.layer.Layer;

/**
 * Options of a Vision Transformer (Dosovitskiy et al. 2021).
 *
 * @param imageSize side length of the square images, in pixels
 * @param patchSize side length of the square patches, in pixels; must divide {@code imageSize}
 * @param width length of the vector of a token
 * @param depth number of transformer blocks
 * @param heads number of attention heads; must divide {@code width}
 * @param pooling how the tokens are turned into the representation
 * @param dropPath probability with which each branch of the last block is dropped for an example in training (stochastic depth); it rises
 *     linearly from 0 in the first block
 */
public record VitOptions(
        int imageSize, int patchSize, int width, int depth, int heads, Pooling pooling, double dropPath)
        implements EncoderOptions {
    /** How the tokens are turned into the representation. */
    public enum Pooling {
        /** The representation is a learned class token that attends to the patches. */
        CLASS_TOKEN,
        /** The representation is the mean of the patch tokens, and there is no class token. */
        MEAN
    }

    public VitOptions {
        require(
                patchSize > 0 && imageSize > 0 && imageSize % patchSize == 0,
                "patch_size must divide image_size; " + patchSize + " does not divide " + imageSize);
        require(
                heads > 0 && width > 0 && width % heads == 0,
                "heads must divide width; " + heads + " does not divide " + width);
        require(depth > 0, "depth must be at least 1; found " + depth);
        require(dropPath >= 0 && dropPath < 1, "drop_path must be in [0, 1); found " + dropPath);
    }

    @Override
    public int dimension() {
        return width;
    }

    @Override
    public Layer build(int channels) {
        return new VisionTransformer(this, channels);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("Vision Transformer: " + message + ".");
        }
    }
}
