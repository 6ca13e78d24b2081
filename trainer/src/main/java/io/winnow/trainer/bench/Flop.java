package io.winnow.trainer.bench;

import io.winnow.models.vision.VitOptions;

/**
 * Floating-point operations of forward passes by formula, for one example: products, convolutions and attention alone, a multiplication
 * and an addition counted as two. A training step takes three times as many: the backward pass has two products for each.
 */
final class Flop {
    static final int TRAINING = 3;

    private Flop() {}

    /** A linear map of so many rows. */
    static double linear(double rows, double in, double out) {
        return 2 * rows * in * out;
    }

    /** The blocks of a transformer over so many tokens, with a hidden layer of {@code hidden}. */
    static double transformer(double tokens, double width, double hidden, int depth) {
        double maps = linear(tokens, width, 4 * width) + 2 * linear(tokens, width, hidden);
        double attention = 2 * linear(tokens, tokens, width);
        return depth * (maps + attention);
    }

    /** A Vision Transformer. */
    static double vit(VitOptions options, int channels) {
        double side = (double) options.imageSize() / options.patchSize();
        double patches = side * side;
        double tokens = patches + (options.pooling() == VitOptions.Pooling.CLASS_TOKEN ? 1 : 0);
        double patch = (double) channels * options.patchSize() * options.patchSize();
        return linear(patches, patch, options.width())
                + transformer(tokens, options.width(), 4.0 * options.width(), options.depth());
    }

    /** A residual network of the family for small images, with 1x1 convolutions where the shape changes. */
    static double residual(int depth, int width, int channels, int side) {
        double flop = convolution(3, channels, width, side);
        int in = width;
        int size = side;
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

    private static double convolution(int kernel, double in, double out, double side) {
        return linear(side * side, kernel * kernel * in, out);
    }
}
