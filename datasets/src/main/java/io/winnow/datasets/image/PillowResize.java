package io.winnow.datasets.image;

import java.util.Arrays;

/**
 * Resizes images to the same bytes as Pillow 9.4 ({@code Image.resize}): first each row, then each column is filtered, and the result of
 * each pass is rounded to a byte.
 */
final class PillowResize {
    private static final int HALF = 1 << (PillowTaps.PRECISION - 1);

    /** {@link #HALF} in both halves of a number. */
    private static final long TWO_HALVES = HALF | (long) HALF << 32;

    /** The bits of two sums of which none is set if both give a byte. */
    private static final long OUTSIDE = 0xC0000000_C0000000L;

    private final Pixels pixels;
    private final PillowTaps rows;
    private final PillowTaps columns;
    private final int left;
    private final long[] pair;
    private final int[] places;
    private final long[] both;

    /** The filtered rows that are still needed, each (channel, column of the result), at their number modulo the length. */
    private final int[][] filtered;

    private PillowResize(Pixels pixels, PillowTaps rows, PillowTaps columns) {
        this.pixels = pixels;
        this.rows = rows;
        this.columns = columns;
        left = columns.begin();
        pair = new long[pixels.channels() * (columns.end() - left + columns.width)];
        places = Arrays.stream(columns.first)
                .map(first -> pixels.channels() * (first - left))
                .toArray();
        both = new long[pixels.channels() * places.length];
        filtered = new int[rows.width + 2][pixels.channels() * columns.first.length];
    }

    /** A part of the resized image in its pixels. */
    record Window(int top, int left, int height, int width) {}

    /** What is cropped from the centre of a resized image, and the filter that resizes it. */
    record Crop(ImageSize size, Resampling filter, CropOffset offset) {}

    /**
     * Resizes an image and crops the centre of the result.
     *
     * @param resized size before the crop
     */
    static Image centre(Pixels pixels, ImageSize resized, Crop crop) {
        Window window = new Window(
                crop.offset.of(resized.height(), crop.size.height()),
                crop.offset.of(resized.width(), crop.size.width()),
                crop.size.height(),
                crop.size.width());
        return resize(pixels, resized, window, crop.filter);
    }

    /** Resizes an image and returns a window of the result. Only the pixels that the window needs are computed. */
    static Image resize(Pixels pixels, ImageSize resized, Window window, Resampling filter) {
        double areaHeight = (double) pixels.original().height() / pixels.reduction();
        double areaWidth = (double) pixels.original().width() / pixels.reduction();
        if (filter == Resampling.NEAREST) {
            return nearest(
                    pixels.image(),
                    nearest(pixels.size().height(), areaHeight, resized.height(), window.top, window.height),
                    nearest(pixels.size().width(), areaWidth, resized.width(), window.left, window.width));
        }
        PillowTaps rows =
                PillowTaps.of(pixels.size().height(), areaHeight, resized.height(), window.top, window.height, filter);
        PillowTaps columns =
                PillowTaps.of(pixels.size().width(), areaWidth, resized.width(), window.left, window.width, filter);
        return new PillowResize(pixels, rows, columns).filtered();
    }

    private Image filtered() {
        int channels = pixels.channels();
        int height = rows.first.length;
        int width = columns.first.length;
        int[] sums = new int[channels * width];
        byte[] planes = new byte[channels * height * width];
        int read = rows.begin();
        for (int y = 0; y < height; y++) {
            for (; read < rows.first[y] + rows.count[y]; read += 2) {
                filterPair(read);
            }
            filterColumns(y, sums);
            for (int c = 0; c < channels; c++) {
                int at = (c * height + y) * width;
                for (int x = 0; x < width; x++) {
                    planes[at + x] = (byte) rounded(sums[c * width + x]);
                }
            }
        }
        return new Image(channels, height, width, planes);
    }

    /** Filters two rows at once: the sums of both are the halves of one number, of which the upper half lacks what the lower one borrowed. */
    private void filterPair(int top) {
        pixels.readPair(top, left, columns.end() - left, pair);
        Arrays.fill(both, TWO_HALVES);
        for (int i = 0; i < columns.width; i += PillowTaps.GROUP) {
            if (pixels.channels() == 1) {
                addGrey(both, pair, places, columns.weights, columns.width, i);
            } else {
                addColor(both, pair, places, columns.weights, columns.width, i);
            }
        }
        split(both, filtered[top % filtered.length], filtered[(top + 1) % filtered.length]);
    }

    private static void addGrey(long[] sums, long[] pair, int[] places, int[] weights, int width, int group) {
        int at = group;
        for (int x = 0; x < places.length; x++) {
            int from = places[x] + group;
            sums[x] += weights[at] * pair[from]
                    + weights[at + 1] * pair[from + 1]
                    + weights[at + 2] * pair[from + 2]
                    + weights[at + 3] * pair[from + 3];
            at += width;
        }
    }

    private static void addColor(long[] sums, long[] pair, int[] places, int[] weights, int width, int group) {
        int outputs = places.length;
        int at = group;
        for (int x = 0; x < outputs; x++) {
            int from = places[x] + 3 * group;
            long a = weights[at];
            long b = weights[at + 1];
            long c = weights[at + 2];
            long d = weights[at + 3];
            sums[x] += a * pair[from] + b * pair[from + 3] + c * pair[from + 6] + d * pair[from + 9];
            sums[outputs + x] += a * pair[from + 1] + b * pair[from + 4] + c * pair[from + 7] + d * pair[from + 10];
            sums[2 * outputs + x] += a * pair[from + 2] + b * pair[from + 5] + c * pair[from + 8] + d * pair[from + 11];
            at += width;
        }
    }

    private static void split(long[] both, int[] first, int[] second) {
        for (int i = 0; i < both.length; i++) {
            long sums = both[i];
            if ((sums & OUTSIDE) == 0) {
                first[i] = (int) sums >>> PillowTaps.PRECISION;
                second[i] = (int) (sums >>> (32 + PillowTaps.PRECISION));
            } else {
                first[i] = rounded((int) sums);
                second[i] = rounded((int) ((sums - (int) sums) >> 32));
            }
        }
    }

    private void filterColumns(int y, int[] sums) {
        Arrays.fill(sums, HALF);
        for (int i = 0; i < rows.count[y]; i += PillowTaps.GROUP) {
            int row = rows.first[y] + i;
            int last = rows.first[y] + rows.count[y] - 1;
            addScaled(
                    sums,
                    new int[][] {
                        filtered[row % filtered.length],
                        filtered[Math.min(row + 1, last) % filtered.length],
                        filtered[Math.min(row + 2, last) % filtered.length],
                        filtered[Math.min(row + 3, last) % filtered.length]
                    },
                    rows.weights,
                    y * rows.width + i);
        }
    }

    /** Adds four scaled rows in one loop, which is compiled to vectors. */
    private static void addScaled(int[] sums, int[][] lines, int[] weights, int at) {
        int[] a = lines[0];
        int[] b = lines[1];
        int[] c = lines[2];
        int[] d = lines[3];
        int wa = weights[at];
        int wb = weights[at + 1];
        int wc = weights[at + 2];
        int wd = weights[at + 3];
        for (int x = 0; x < sums.length; x++) {
            sums[x] += wa * a[x] + wb * b[x] + wc * c[x] + wd * d[x];
        }
    }

    private static int rounded(int sum) {
        return Math.max(0, Math.min(255, sum >> PillowTaps.PRECISION));
    }

    private static Image nearest(Image image, int[] rows, int[] columns) {
        byte[] pixels = new byte[image.channels() * rows.length * columns.length];
        int target = 0;
        for (int c = 0; c < image.channels(); c++) {
            for (int y : rows) {
                int row = (c * image.height() + y) * image.width();
                for (int x : columns) {
                    pixels[target++] = image.pixels()[row + x];
                }
            }
        }
        return new Image(image.channels(), rows.length, columns.length, pixels);
    }

    /** The positions are sums of the steps, with their rounding errors, as in Pillow's {@code ImagingScaleAffine}. */
    private static int[] nearest(int source, double length, int output, int from, int wanted) {
        double step = length / output;
        double position = step * 0.5;
        int[] places = new int[wanted];
        for (int t = 0; t < from + wanted; t++) {
            if (t >= from) {
                places[t - from] = Math.min(source - 1, (int) position);
            }
            position += step;
        }
        return places;
    }
}
