package io.winnow.datasets.duplicate;

import io.winnow.datasets.image.Luma;

/**
 * The difference hash of an image (dHash): the image is scaled by area to 9 x 8 grey pixels, and a bit says whether a pixel is darker than
 * its right neighbour (dataset-report.md, section 3). It hardly changes with size, brightness, contrast and compression.
 */
public final class DifferenceHash {
    private static final int ROWS = 8;
    private static final int COLUMNS = 9;

    private DifferenceHash() {}

    /** Returns the hash of an image: 8 rows of 8 bits, from the top left, which is the most significant bit. */
    public static long of(Luma luma) {
        return of(luma.scaled(ROWS, COLUMNS), false);
    }

    /** Returns the hash of the image that is mirrored from left to right. */
    public static long mirrored(Luma luma) {
        return of(luma.scaled(ROWS, COLUMNS), true);
    }

    private static long of(double[] grey, boolean mirrored) {
        long hash = 0;
        for (int y = 0; y < ROWS; y++) {
            for (int x = 0; x + 1 < COLUMNS; x++) {
                int left = y * COLUMNS + (mirrored ? COLUMNS - 1 - x : x);
                hash = hash << 1 | (grey[left] < grey[mirrored ? left - 1 : left + 1] ? 1 : 0);
            }
        }
        return hash;
    }
}
