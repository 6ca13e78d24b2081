package io.winnow.datasets.loader;

import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageSize;

/**
 * Resampling by a triangle filter that widens when an image is reduced (bilinear with antialiasing, as in Pillow), applied to one axis
 * after the other.
 */
public final class Resize {
    private Resize() {}

    /** Crops the largest centred part of the requested aspect ratio and resizes it to the requested size. */
    public static Image cropAndScale(Image image, ImageSize size) {
        double scale = Math.min((double) image.height() / size.height(), (double) image.width() / size.width());
        double height = scale * size.height();
        double width = scale * size.width();
        Taps rows = new Taps(image.height(), size.height(), (image.height() - height) / 2, height);
        Taps columns = new Taps(image.width(), size.width(), (image.width() - width) / 2, width);
        byte[] pixels = new byte[image.channels() * size.height() * size.width()];
        float[] line = new float[image.width()];
        int target = 0;
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < size.height(); y++) {
                for (int x = 0; x < line.length; x++) {
                    float sum = 0;
                    for (int i = 0; i < rows.weights[y].length; i++) {
                        int source = (c * image.height() + rows.first[y] + i) * image.width() + x;
                        sum += rows.weights[y][i] * (image.pixels()[source] & 0xff);
                    }
                    line[x] = sum;
                }
                for (int x = 0; x < size.width(); x++) {
                    float sum = 0;
                    for (int i = 0; i < columns.weights[x].length; i++) {
                        sum += columns.weights[x][i] * line[columns.first[x] + i];
                    }
                    pixels[target++] = (byte) Math.min(255, Math.round(sum));
                }
            }
        }
        return new Image(image.channels(), size.height(), size.width(), pixels);
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
