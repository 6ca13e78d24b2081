package io.winnow.datasets.image;

import java.util.Arrays;

/**
 * Resampling of a part of an image by a triangle filter that widens when the part is reduced (bilinear with antialiasing), applied to one
 * axis after the other in single precision.
 */
final class TriangleResize {
    private TriangleResize() {}

    /**
     * Crops the largest centred part of the requested aspect ratio and resizes it to the requested size.
     *
     * @param original size of the image before its decoder reduced it; that of the image if it is whole
     * @param reduction number of pixels of the original, along each axis, that became one pixel of the image
     */
    static Image cropAndScale(Image image, ImageSize original, int reduction, ImageSize size) {
        double scale = Math.min((double) original.height() / size.height(), (double) original.width() / size.width());
        double height = scale * size.height();
        double width = scale * size.width();
        Taps rows = new Taps(
                image.height(), size.height(), (original.height() - height) / 2 / reduction, height / reduction);
        Taps columns =
                new Taps(image.width(), size.width(), (original.width() - width) / 2 / reduction, width / reduction);
        int begin = columns.first[0];
        int last = size.width() - 1;
        float[] line = new float[columns.first[last] + columns.weights[last].length - begin];
        byte[] pixels = new byte[image.channels() * size.height() * size.width()];
        int target = 0;
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < size.height(); y++) {
                Arrays.fill(line, 0);
                for (int i = 0; i < rows.weights[y].length; i++) {
                    int source = (c * image.height() + rows.first[y] + i) * image.width() + begin;
                    addScaled(line, image.pixels(), source, rows.weights[y][i]);
                }
                for (int x = 0; x < size.width(); x++) {
                    float[] weights = columns.weights[x];
                    int first = columns.first[x] - begin;
                    float sum = 0;
                    for (int i = 0; i < weights.length; i++) {
                        sum += weights[i] * line[first + i];
                    }
                    pixels[target++] = (byte) Math.min(255, Math.round(sum));
                }
            }
        }
        return new Image(image.channels(), size.height(), size.width(), pixels);
    }

    private static void addScaled(float[] line, byte[] pixels, int from, float weight) {
        for (int x = 0; x < line.length; x++) {
            line[x] += weight * (pixels[from + x] & 0xff);
        }
    }

    /** The first source position of each target position, and the weights from that position on. */
    private static final class Taps {
        private final int[] first;
        private final float[][] weights;

        /** Maps {@code length} source pixels from {@code begin} on to {@code target} pixels. */
        private Taps(int source, int target, double begin, double length) {
            first = new int[target];
            weights = new float[target][];
            double step = length / target;
            double reach = Math.max(step, 1);
            for (int t = 0; t < target; t++) {
                double center = begin + (t + 0.5) * step;
                int from = Math.max(0, (int) Math.floor(center - reach));
                int to = Math.min(source, (int) Math.ceil(center + reach));
                float[] taps = new float[to - from];
                float sum = 0;
                for (int i = 0; i < taps.length; i++) {
                    taps[i] = (float) Math.max(0, 1 - Math.abs(from + i + 0.5 - center) / reach);
                    sum += taps[i];
                }
                for (int i = 0; i < taps.length; i++) {
                    taps[i] /= sum;
                }
                first[t] = from;
                weights[t] = taps;
            }
        }
    }
}
