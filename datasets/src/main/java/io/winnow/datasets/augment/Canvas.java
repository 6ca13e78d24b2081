package io.winnow.datasets.augment;

import java.util.Arrays;

/**
 * One image of unsigned bytes that operations change, with the memory that they need. Nothing is allocated per image, so one canvas serves
 * many images, one after another. Not thread-safe.
 */
final class Canvas {
    /** Source index in {@link #sources} of a pixel that lies outside the image. */
    static final int OUTSIDE = -1;

    final int channels;
    final int height;
    final int width;
    final int plane;
    /** The pixels (C, H, W). */
    byte[] pixels;
    /** A table of 256 levels. */
    final byte[] table = new byte[256];
    /** Number of pixels of each level. */
    final int[] histogram = new int[256];
    /** For each pixel (H, W), the index in the plane of the pixel that moves there, or {@link #OUTSIDE}. */
    final int[] sources;

    /** A number for each column (W). */
    final int[] columns;

    /** The colour of pixels outside the image (C). */
    private final byte[] outside;

    private byte[] spare;

    /** @param outside the colour of pixels outside the image, one level for each channel */
    Canvas(int channels, int height, int width, byte[] outside) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.outside = outside.clone();
        plane = height * width;
        pixels = new byte[channels * plane];
        spare = new byte[channels * plane];
        sources = new int[plane];
        columns = new int[width];
    }

    /** Reads the image that begins at an index of an array. */
    void load(byte[] images, int begin) {
        System.arraycopy(images, begin, pixels, 0, pixels.length);
    }

    /** Writes the image to an index of an array. */
    void store(byte[] images, int begin) {
        System.arraycopy(pixels, 0, images, begin, pixels.length);
    }

    /** Replaces each level of one channel by the entry of {@link #table}. */
    void lookUp(int channel) {
        int end = (channel + 1) * plane;
        for (int i = channel * plane; i < end; i++) {
            pixels[i] = table[pixels[i] & 0xff];
        }
    }

    /** Replaces each level of all channels by the entry of {@link #table}. */
    void lookUp() {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = table[pixels[i] & 0xff];
        }
    }

    /** Counts the levels of a channel into {@link #histogram}. */
    void count(int channel) {
        Arrays.fill(histogram, 0);
        int end = (channel + 1) * plane;
        for (int i = channel * plane; i < end; i++) {
            histogram[pixels[i] & 0xff]++;
        }
    }

    /** Moves the pixels to where {@link #sources} tells. */
    void move() {
        byte[] from = pixels;
        byte[] to = spare;
        for (int c = 0; c < channels; c++) {
            int zero = c * plane;
            byte fill = outside[c];
            for (int p = 0; p < plane; p++) {
                int source = sources[p];
                to[zero + p] = source == OUTSIDE ? fill : from[zero + source];
            }
        }
        pixels = to;
        spare = from;
    }

    /** Moves each row by a whole number of pixels: pixel x becomes the pixel {@code x + shift} of the row {@code y + down}. */
    void moveRow(int y, int shift, int down) {
        int begin = Math.min(width, Math.max(0, -shift));
        int end = Math.max(begin, Math.min(width, width - shift));
        boolean inside = y + down >= 0 && y + down < height && begin < end;
        for (int c = 0; c < channels; c++) {
            int row = c * plane + y * width;
            if (inside) {
                System.arraycopy(pixels, row + down * width + begin + shift, spare, row + begin, end - begin);
                Arrays.fill(spare, row, row + begin, outside[c]);
                Arrays.fill(spare, row + end, row + width, outside[c]);
            } else {
                Arrays.fill(spare, row, row + width, outside[c]);
            }
        }
    }

    /** Returns the memory for a changed image, which {@link #swap} makes the image. */
    byte[] spare() {
        return spare;
    }

    /** Makes the changed image in {@link #spare} the image. */
    void swap() {
        byte[] changed = spare;
        spare = pixels;
        pixels = changed;
    }

    /** Gives a rectangle, cut off at the edges of the image, the colour of pixels outside. */
    void cutOut(int top, int bottom, int left, int right) {
        int begin = Math.max(0, left);
        int end = Math.min(width, right);
        for (int c = 0; c < channels; c++) {
            for (int y = Math.max(0, top); y < Math.min(height, bottom); y++) {
                int row = c * plane + y * width;
                Arrays.fill(pixels, row + begin, row + end, outside[c]);
            }
        }
    }
}
