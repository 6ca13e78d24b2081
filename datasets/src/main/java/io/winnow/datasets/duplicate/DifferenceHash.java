package io.winnow.datasets.duplicate;

import io.winnow.datasets.image.Luma;

/**
 * The difference hash of an image (dHash): the image is scaled by area to 9 x 8 grey pixels, and a bit says whether a pixel is darker than
 * its right neighbour (dataset-report.md, section 3). It hardly changes with size, brightness, contrast and compression.
 *
 * <p>Where an image is flat, such as in a black background, the bits are noise. The steady hash demands a step of at least 4 of 255 grey
 * levels, so that faint noise does not change it, but it tells fewer images of low contrast apart. (The steady hash is no part of the
 * specification: on images with black borders, the plain one alone misses half of the noisy copies.)
 */
public final class DifferenceHash {
    private static final int ROWS = 8;
    private static final int COLUMNS = 9;
    private static final double STEP = 4;

    private DifferenceHash() {}

    /** Returns the hash of an image: 8 rows of 8 bits, from the top left, which is the most significant bit. */
    public static long of(Luma luma) {
        return of(luma.scaled(ROWS, COLUMNS), false, 0);
    }

    /** Returns the hash of the image that is mirrored from left to right. */
    public static long mirrored(Luma luma) {
        return of(luma.scaled(ROWS, COLUMNS), true, 0);
    }

    /** Returns the steady hash of an image. */
    public static long steady(Luma luma) {
        return of(luma.scaled(ROWS, COLUMNS), false, STEP);
    }

    /** Returns the steady hash of the image that is mirrored from left to right. */
    public static long mirroredSteady(Luma luma) {
        return of(luma.scaled(ROWS, COLUMNS), true, STEP);
    }

    private static long of(double[] grey, boolean mirrored, double step) {
        long hash = 0;
        for (int y = 0; y < ROWS; y++) {
            for (int x = 0; x + 1 < COLUMNS; x++) {
                int left = y * COLUMNS + (mirrored ? COLUMNS - 1 - x : x);
                double rise = grey[mirrored ? left - 1 : left + 1] - grey[left];
                hash = hash << 1 | (rise > step ? 1 : 0);
            }
        }
        return hash;
    }
}
