package io.winnow.datasets.inspect;

import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.Luma;

/**
 * Statistics of an image (dataset-report.md, section 2).
 *
 * @param width width in pixels
 * @param height height in pixels
 * @param brightness mean luma, from 0 (black) to 1 (white)
 * @param contrast standard deviation of the luma, in the same unit
 * @param sharpness variance of the Laplacian (0 1 0; 1 -4 1; 0 1 0) of the luma in grey levels from 0 to 255, over interior pixels; 0 if
 *     there are none
 * @param entropy entropy of the 256 grey levels in bits, each luma rounded to the nearest level
 * @param uniform whether all pixels have the same colour
 * @param grey whether all pixels are grey
 */
public record ImageStatistics(
        int width,
        int height,
        double brightness,
        double contrast,
        double sharpness,
        double entropy,
        boolean uniform,
        boolean grey) {
    private static final double LEVELS = 255;
    private static final int THOUSAND = 1000;

    /**
     * Computes the statistics of an image.
     *
     * @param luma the luma of the image
     */
    public static ImageStatistics of(Image image, Luma luma) {
        return new ImageStatistics(
                image.width(),
                image.height(),
                luma.mean() / LEVELS,
                luma.std() / LEVELS,
                sharpness(luma),
                entropy(luma),
                isUniform(image),
                isGrey(image));
    }

    /** Width divided by height. */
    public double aspect() {
        return (double) width / height;
    }

    private static double sharpness(Luma luma) {
        int[] values = luma.thousandths();
        int width = luma.width();
        long count = 0;
        double sum = 0;
        double squares = 0;
        for (int y = 1; y + 1 < luma.height(); y++) {
            for (int x = 1; x + 1 < width; x++) {
                int p = y * width + x;
                double value = (values[p - width] + values[p - 1] - 4.0 * values[p] + values[p + 1] + values[p + width])
                        / THOUSAND;
                sum += value;
                squares += value * value;
                count++;
            }
        }
        return count == 0 ? 0 : Math.max(0, squares / count - sum / count * sum / count);
    }

    private static double entropy(Luma luma) {
        int[] counts = new int[(int) LEVELS + 1];
        for (int value : luma.thousandths()) {
            counts[(value + THOUSAND / 2) / THOUSAND]++;
        }
        double entropy = 0;
        for (int count : counts) {
            double share = (double) count / luma.thousandths().length;
            entropy -= count == 0 ? 0 : share * Math.log(share) / Math.log(2);
        }
        return Math.abs(entropy); // -0 for one level
    }

    private static boolean isUniform(Image image) {
        int plane = image.height() * image.width();
        byte[] pixels = image.pixels();
        for (int p = 0; p < pixels.length; p++) {
            if (pixels[p] != pixels[p - p % plane]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isGrey(Image image) {
        int plane = image.height() * image.width();
        byte[] pixels = image.pixels();
        for (int p = plane; p < pixels.length; p++) {
            if (pixels[p] != pixels[p % plane]) {
                return false;
            }
        }
        return true;
    }
}
