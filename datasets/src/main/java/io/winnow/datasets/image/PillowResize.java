package io.winnow.datasets.image;

import java.util.Arrays;

/**
 * Resizes images to the same bytes as Pillow 9.4 ({@code Image.resize}): first each row, then each column is filtered, and the result of
 * each pass is rounded to a byte.
 */
final class PillowResize {
    /** Number of rows that are filtered together. */
    private static final int BLOCK = 64;

    private static final int HALF = 1 << (PillowTaps.PRECISION - 1);

    private PillowResize() {}

    /**
     * The source area and the size to which it is resized.
     *
     * @param areaHeight height of the part of the source, from its top, that becomes the output; it may end within a pixel
     * @param areaWidth width of the part of the source, from its left edge
     */
    record Scaling(double areaHeight, double areaWidth, int height, int width) {}

    /** A part of the resized image in its pixels. */
    record Window(int top, int left, int height, int width) {}

    /** What is cropped from the centre of a resized image, and the filter that resizes it. */
    record Crop(ImageSize size, Resampling filter, CropOffset offset) {}

    /**
     * Resizes an image that its decoder may have reduced, and crops the centre of the result.
     *
     * @param original size of the image before it was reduced
     * @param resized size before the crop
     */
    static Image centre(Image image, ImageSize original, int reduction, ImageSize resized, Crop crop) {
        Scaling scaling = new Scaling(
                (double) original.height() / reduction,
                (double) original.width() / reduction,
                resized.height(),
                resized.width());
        Window window = new Window(
                crop.offset.of(resized.height(), crop.size.height()),
                crop.offset.of(resized.width(), crop.size.width()),
                crop.size.height(),
                crop.size.width());
        return resize(image, scaling, window, crop.filter);
    }

    /** Resizes an image and returns a window of the result. Only the pixels that the window needs are computed. */
    static Image resize(Image image, Scaling scaling, Window window, Resampling filter) {
        if (filter == Resampling.NEAREST) {
            return nearest(image, scaling, window);
        }
        PillowTaps rows =
                PillowTaps.of(image.height(), scaling.areaHeight, scaling.height, window.top, window.height, filter);
        PillowTaps columns =
                PillowTaps.of(image.width(), scaling.areaWidth, scaling.width, window.left, window.width, filter);
        int begin = rows.begin();
        int[] filtered = new int[(rows.end() - begin) * window.width];
        int area = window.height * window.width;
        byte[] pixels = new byte[image.channels() * area];
        for (int c = 0; c < image.channels(); c++) {
            filterRows(image, c, begin, rows.end(), columns, filtered);
            filterColumns(filtered, begin, rows, window.width, pixels, c * area);
        }
        return new Image(image.channels(), window.height, window.width, pixels);
    }

    /** Filters rows in blocks, which are transposed so that the innermost loop is over adjacent numbers and compiled to vectors. */
    private static void filterRows(Image image, int channel, int begin, int end, PillowTaps taps, int[] target) {
        int left = taps.begin();
        int width = taps.end() - left;
        int outputs = taps.first.length;
        int[] block = new int[width * BLOCK];
        int[] sums = new int[BLOCK];
        for (int top = begin; top < end; top += BLOCK) {
            int count = Math.min(BLOCK, end - top);
            for (int y = 0; y < count; y++) {
                int from = (channel * image.height() + top + y) * image.width() + left;
                for (int x = 0; x < width; x++) {
                    block[x * BLOCK + y] = image.pixels()[from + x] & 0xff;
                }
            }
            for (int x = 0; x < outputs; x++) {
                Arrays.fill(sums, HALF);
                for (int i = 0; i < taps.count[x]; i++) {
                    addScaled(sums, block, (taps.first[x] + i - left) * BLOCK, taps.weights[x * taps.width + i]);
                }
                for (int y = 0; y < count; y++) {
                    target[(top - begin + y) * outputs + x] = rounded(sums[y]);
                }
            }
        }
    }

    private static void filterColumns(int[] filtered, int begin, PillowTaps taps, int width, byte[] target, int at) {
        int[] sums = new int[width];
        int place = at;
        for (int y = 0; y < taps.first.length; y++) {
            Arrays.fill(sums, HALF);
            for (int i = 0; i < taps.count[y]; i++) {
                addScaled(sums, filtered, (taps.first[y] + i - begin) * width, taps.weights[y * taps.width + i]);
            }
            for (int sum : sums) {
                target[place++] = (byte) rounded(sum);
            }
        }
    }

    private static void addScaled(int[] sums, int[] row, int from, int weight) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += weight * row[from + x];
        }
    }

    private static int rounded(int sum) {
        return Math.max(0, Math.min(255, sum >> PillowTaps.PRECISION));
    }

    private static Image nearest(Image image, Scaling scaling, Window window) {
        int[] rows = nearest(image.height(), scaling.areaHeight, scaling.height);
        int[] columns = nearest(image.width(), scaling.areaWidth, scaling.width);
        byte[] pixels = new byte[image.channels() * window.height * window.width];
        int target = 0;
        for (int c = 0; c < image.channels(); c++) {
            for (int y = window.top; y < window.top + window.height; y++) {
                int row = (c * image.height() + rows[y]) * image.width();
                for (int x = window.left; x < window.left + window.width; x++) {
                    pixels[target++] = image.pixels()[row + columns[x]];
                }
            }
        }
        return new Image(image.channels(), window.height, window.width, pixels);
    }

    /** The positions are sums of the steps, with their rounding errors, as in Pillow's {@code ImagingScaleAffine}. */
    private static int[] nearest(int source, double length, int output) {
        double step = length / output;
        double position = step * 0.5;
        int[] places = new int[output];
        for (int t = 0; t < output; t++) {
            places[t] = Math.min(source - 1, (int) position);
            position += step;
        }
        return places;
    }
}
