package io.winnow.datasets.augment;

import io.winnow.datasets.random.CounterRandom;

/**
 * Changes of colour as one affine map of a pixel, given the mean colour of the image: brightness, contrast about the mean grey, saturation,
 * hue and grayscale, in this order. The hue is changed by a rotation of the chroma plane of YIQ, which is linear, whereas torchvision
 * converts to HSV.
 */
final class ColorMap {
    /** Luma weights of ITU-R 601. */
    private static final double[] GREY = {0.299, 0.587, 0.114};

    private ColorMap() {}

    /** Draws the factor and shift of a grey image, which map a value to {@code factor * value + shift * mean}. */
    static void drawGrey(ImageAugmentation options, CounterRandom random, float[] factors, float[] shifts, int index) {
        double factor = 1;
        double shift = 0;
        if (random.nextBoolean(options.colorJitter())) {
            double brightness = around(random, options.brightness());
            double contrast = around(random, options.contrast());
            factor = brightness * contrast;
            shift = brightness * (1 - contrast);
        }
        factors[index] = (float) factor;
        shifts[index] = (float) shift;
    }

    /**
     * Draws the maps of a colour image, which map a pixel p of shape (3) to {@code M p + S mean}, where mean is the mean colour of the
     * image.
     *
     * @param matrices M, of shape (B, 3, 3)
     * @param shifts S, of shape (B, 3, 3)
     */
    static void drawColor(
            ImageAugmentation options, CounterRandom random, float[] matrices, float[] shifts, int index) {
        double[][] map = identity();
        double[][] shift = new double[3][3];
        if (random.nextBoolean(options.colorJitter())) {
            double brightness = around(random, options.brightness());
            double contrast = around(random, options.contrast());
            double saturation = around(random, options.saturation());
            double angle = random.nextDouble(-options.hue(), options.hue()) * 2 * Math.PI;
            double[][] after = product(hue(angle), blendWithGrey(saturation));
            map = scaled(after, brightness * contrast);
            shift = scaled(product(after, greyRows()), brightness * (1 - contrast));
        }
        if (random.nextBoolean(options.grayscale())) {
            map = product(greyRows(), map);
            shift = product(greyRows(), shift);
        }
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                matrices[index * 9 + i * 3 + j] = (float) map[i][j];
                shifts[index * 9 + i * 3 + j] = (float) shift[i][j];
            }
        }
    }

    private static double around(CounterRandom random, double change) {
        return random.nextDouble(1 - change, 1 + change);
    }

    /** Returns the matrix of {@code s p + (1 - s) grey(p)}. */
    static double[][] blendWithGrey(double s) {
        double[][] blend = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                blend[i][j] = (i == j ? s : 0) + (1 - s) * GREY[j];
            }
        }
        return blend;
    }

    /** Returns the rotation of the I and Q axes of YIQ by an angle in radians. */
    static double[][] hue(double angle) {
        double[][] toYiq = {GREY, {0.595716, -0.274453, -0.321263}, {0.211456, -0.522591, 0.311135}};
        double[][] fromYiq = {{1, 0.9563, 0.6210}, {1, -0.2721, -0.6474}, {1, -1.1070, 1.7046}};
        double[][] turn = {{1, 0, 0}, {0, Math.cos(angle), -Math.sin(angle)}, {0, Math.sin(angle), Math.cos(angle)}};
        return product(fromYiq, product(turn, toYiq));
    }

    private static double[][] greyRows() {
        return new double[][] {GREY, GREY, GREY};
    }

    private static double[][] identity() {
        return new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    }

    private static double[][] scaled(double[][] a, double factor) {
        double[][] result = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                result[i][j] = factor * a[i][j];
            }
        }
        return result;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] result = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    result[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return result;
    }
}
