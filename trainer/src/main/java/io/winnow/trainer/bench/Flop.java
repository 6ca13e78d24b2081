package io.winnow.trainer.bench;

import io.winnow.models.vision.VitOptions;

/**
 * Formulas for the number of floating-point operations of a forward pass for one example. Only matrix products, convolutions and attention
 * are counted; a multiplication and an addition count as two operations. A training step takes three times as many operations, because the
 * backward pass has two products for each product of the forward pass.
 */
final class Flop {
    /** Operations of a training step as a multiple of those of its forward pass. */
    static final int TRAINING = 3;

    private Flop() {}

    /** Operations of a linear map from {@code in} to {@code out} dimensions, applied to {@code rows} rows. */
    static double linear(double rows, double in, double out) {
        return 2 * rows * in * out;
    }

    /**
     * Operations of the blocks of a transformer.
     *
     * @param tokens length of the sequence
     * @param width size of a token's vector
     * @param hidden size of the hidden layer of the feed-forward network
     * @param depth number of blocks
     */
    static double transformer(double tokens, double width, double hidden, int depth) {
        double maps = linear(tokens, width, 4 * width) + 2 * linear(tokens, width, hidden);
        double attention = 2 * linear(tokens, tokens, width);
        return depth * (maps + attention);
    }

    /** Operations of a Vision Transformer for one image. */
    static double vit(VitOptions options, int channels) {
        VitOptions.Patches grid = options.patches();
        double patch = (double) channels * grid.size() * grid.size();
        return linear((double) grid.rows() * grid.columns(), patch, options.width())
                + transformer(
                        options.sequenceLength(),
                        options.width(),
                        options.block().feedForward().hidden(),
                        options.depth());
    }

    /** Operations of a residual network for small images (ResNet-20 and its family), with 1x1 convolutions where the shape changes. */
    static double residual(int depth, int width, int channels, int imageSize) {
        double flop = convolution(3, channels, width, imageSize);
        int in = width;
        int size = imageSize;
        for (int stage = 0; stage < 3; stage++) {
            int out = width << stage;
            for (int block = 0; block < (depth - 2) / 6; block++) {
                if (stage > 0 && block == 0) {
                    size /= 2;
                    flop += convolution(1, in, out, size);
                }
                flop += convolution(3, in, out, size) + convolution(3, out, out, size);
                in = out;
            }
        }
        return flop;
    }

    private static double convolution(int kernel, double in, double out, double outputSize) {
        return linear(outputSize * outputSize, kernel * kernel * in, out);
    }
}
