package io.winnow.datasets.image;

import java.util.Arrays;

/**
 * Resampling of a part of an image by a triangle filter that widens when the part is reduced (bilinear with antialiasing), applied to one
 * axis after the other in single precision.
 */
final class TriangleResize {
    private final Pixels pixels;
    private final Taps rows;
    private final Taps columns;
    private final int begin;
    private final int end;

    /** The rows that are still needed, each (channel, column), at their number modulo the length. */
    private final float[][][] lines;

    private final long[] pair;

    private TriangleResize(Pixels pixels, Taps rows, Taps columns) {
        this.pixels = pixels;
        this.rows = rows;
        this.columns = columns;
        int last = columns.first.length - 1;
        begin = columns.first[0];
        end = columns.first[last] + columns.weights[last].length;
        int most =
                Arrays.stream(rows.weights).mapToInt(each -> each.length).max().orElseThrow();
        lines = new float[most + 2][pixels.channels()][end - begin];
        pair = new long[pixels.channels() * (end - begin)];
    }

    /** Crops the largest centred part of the requested aspect ratio and resizes it to the requested size. */
    static Image cropAndScale(Pixels pixels, ImageSize size) {
        ImageSize original = pixels.original();
        int reduction = pixels.reduction();
        double scale = Math.min((double) original.height() / size.height(), (double) original.width() / size.width());
        double height = scale * size.height();
        double width = scale * size.width();
        Taps rows = new Taps(
                pixels.size().height(),
                size.height(),
                (original.height() - height) / 2 / reduction,
                height / reduction);
        Taps columns = new Taps(
                pixels.size().width(), size.width(), (original.width() - width) / 2 / reduction, width / reduction);
        return new TriangleResize(pixels, rows, columns).scaled();
    }

    private Image scaled() {
        int channels = pixels.channels();
        int height = rows.first.length;
        int width = columns.first.length;
        float[] line = new float[end - begin];
        byte[] planes = new byte[channels * height * width];
        int read = rows.first[0];
        for (int y = 0; y < height; y++) {
            for (; read < rows.first[y] + rows.weights[y].length; read += 2) {
                readPair(read);
            }
            for (int c = 0; c < channels; c++) {
                Arrays.fill(line, 0);
                for (int i = 0; i < rows.weights[y].length; i++) {
                    addScaled(line, lines[(rows.first[y] + i) % lines.length][c], rows.weights[y][i]);
                }
                int at = (c * height + y) * width;
                for (int x = 0; x < width; x++) {
                    planes[at + x] = (byte) rounded(sum(columns.weights[x], line, columns.first[x] - begin));
                }
            }
        }
        return new Image(channels, height, width, planes);
    }

    private void readPair(int top) {
        pixels.readPair(top, begin, end - begin, pair);
        int channels = pixels.channels();
        for (int c = 0; c < channels; c++) {
            float[] first = lines[top % lines.length][c];
            float[] second = lines[(top + 1) % lines.length][c];
            for (int x = 0; x < first.length; x++) {
                long both = pair[x * channels + c];
                first[x] = (int) both;
                second[x] = (int) (both >> 32);
            }
        }
    }

    private static float sum(float[] weights, float[] line, int from) {
        float sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * line[from + i];
        }
        return sum;
    }

    /** The nearest integer. Half of a number of single precision can be added exactly in double precision. */
    private static int rounded(float value) {
        return Math.min(255, (int) (value + 0.5));
    }

    private static void addScaled(float[] sums, float[] line, float weight) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += weight * line[x];
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
