package io.winnow.datasets.augment;

import java.util.Arrays;

/** Images for tests of operations. */
final class TestCanvas {
    private TestCanvas() {}

    /** Returns a canvas with given pixels (C, H, W), whose pixels outside have one level. */
    static Canvas of(int channels, int height, int width, byte[] pixels, int outside) {
        byte[] colour = new byte[channels];
        Arrays.fill(colour, (byte) outside);
        Canvas canvas = new Canvas(channels, height, width, colour);
        canvas.load(pixels, 0);
        return canvas;
    }

    /**
     * Returns pixels (C, H, W): slopes with noise of a linear congruential generator. A level is {@code offset} more than 0 to 255 scaled by
     * {@code fifths} / 5.
     */
    static byte[] pixels(int channels, int height, int width, int offset, int fifths) {
        byte[] pixels = new byte[channels * height * width];
        int state = 1;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    state = (state * 1103515245 + 12345) & 0x7fffffff;
                    int level = (7 * x + 3 * y + 40 * c + (state >> 16) % 60) % 256;
                    pixels[(c * height + y) * width + x] = (byte) (offset + level * fifths / 5);
                }
            }
        }
        return pixels;
    }
}
