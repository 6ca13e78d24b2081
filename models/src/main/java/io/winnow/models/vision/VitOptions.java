package io.winnow.models.vision;

import io.winnow.models.layer.Layer;

/**
 * A Vision Transformer (Dosovitskiy et al. 2021).
 *
 * @param imageSize side of the square images in pixels
 * @param patchSize side of a patch in pixels; divides {@code imageSize}
 * @param width length of a token
 * @param depth number of blocks
 * @param heads attention heads; divides {@code width}
 * @param pooling what becomes the representation
 * @param dropPath probability that the last block is skipped for an example in training, rising linearly from 0 at the first
 */
public record VitOptions(
        int imageSize, int patchSize, int width, int depth, int heads, Pooling pooling, double dropPath)
        implements EncoderOptions {
    /** Which tokens become the representation. */
    public enum Pooling {
        CLASS_TOKEN,
        MEAN
    }

    public VitOptions {
        require(
                patchSize > 0 && imageSize > 0 && imageSize % patchSize == 0,
                "patch_size divides image_size; " + patchSize + " does not divide " + imageSize);
        require(
                heads > 0 && width > 0 && width % heads == 0,
                "heads divides width; " + heads + " does not divide " + width);
        require(depth > 0, "depth is at least 1, not " + depth);
        require(dropPath >= 0 && dropPath < 1, "drop_path is in [0, 1), not " + dropPath);
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
            throw new IllegalArgumentException("In a Vision Transformer " + message + ".");
        }
    }
}
