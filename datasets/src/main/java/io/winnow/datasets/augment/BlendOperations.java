package io.winnow.datasets.augment;

/**
 * Operations that move each pixel away from, or towards, a pixel that is computed from the image. As in Pillow, the factor is a single
 * precision number and the result is truncated.
 */
final class BlendOperations {
    /** Quotients by 13, rounded, of all weighted sums that the smoothing filter computes: nine levels, of which one counts five times. */
    private static final byte[] SMOOTHED = new byte[13 * 255 + 1];

    static {
        for (int sum = 0; sum < SMOOTHED.length; sum++) {
            SMOOTHED[sum] = (byte) ((2 * sum + 13) / 26);
        }
    }

    private BlendOperations() {}

    /** Returns the grey level of a pixel of an image with three channels: luma of ITU-R 601 in units of 1/65536, rounded. */
    static int grey(Canvas canvas, int pixel) {
        int red = canvas.pixels[pixel] & 0xff;
        int green = canvas.pixels[canvas.plane + pixel] & 0xff;
        int blue = canvas.pixels[2 * canvas.plane + pixel] & 0xff;
        return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
    }

    /** @param factor factor of the differences to the grey level of the pixel; the image must have three channels */
    static void color(Canvas canvas, double factor) {
        float by = (float) factor;
        byte[] pixels = canvas.pixels;
        int green = canvas.plane;
        int blue = 2 * canvas.plane;
        for (int p = 0; p < canvas.plane; p++) {
            int grey = grey(canvas, p);
            pixels[p] = blended(grey, by, pixels[p]);
            pixels[green + p] = blended(grey, by, pixels[green + p]);
            pixels[blue + p] = blended(grey, by, pixels[blue + p]);
        }
    }

    /** @param factor factor of the differences to the smoothed image; pixels on the border are not smoothed */
    static void sharpness(Canvas canvas, double factor) {
        float by = (float) factor;
        int width = canvas.width;
        byte[] from = canvas.pixels;
        byte[] to = canvas.spare();
        System.arraycopy(from, 0, to, 0, from.length);
        for (int c = 0; c < canvas.channels; c++) {
            for (int y = 1; y < canvas.height - 1; y++) {
                int row = c * canvas.plane + y * width;
                for (int p = row + 1; p < row + width - 1; p++) {
                    int sum = column(from, p - 1, width) + column(from, p, width) + column(from, p + 1, width);
                    int smoothed = SMOOTHED[sum + 4 * (from[p] & 0xff)] & 0xff;
                    to[p] = blended(smoothed, by, from[p]);
                }
            }
        }
        canvas.swap();
    }

    private static int column(byte[] pixels, int middle, int width) {
        return (pixels[middle - width] & 0xff) + (pixels[middle] & 0xff) + (pixels[middle + width] & 0xff);
    }

    private static byte blended(int level, float factor, byte pixel) {
        return LevelOperations.clipped((int) (level + factor * ((pixel & 0xff) - level)));
    }
}
