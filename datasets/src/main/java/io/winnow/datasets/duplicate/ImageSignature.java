package io.winnow.datasets.duplicate;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.Luma;

/**
 * What duplicates of an image are found by. It takes about 1.2 KB, so that a data set of any size of images can be compared.
 *
 * @param content SHA-256 (hexadecimal) of the size and the decoded pixels
 * @param hash {@link DifferenceHash} of the image
 * @param mirroredHash {@link DifferenceHash} of the mirrored image
 * @param steadyHash steady {@link DifferenceHash} of the image
 * @param mirroredSteadyHash steady {@link DifferenceHash} of the mirrored image
 * @param flat whether the image has hardly any contrast (standard deviation of the luma below 4 of 255), so that its hash is noise
 * @param grey the image scaled by area to 32 x 32 grey pixels (32 * 32), unsigned
 * @param blocks sums of the grey pixels over blocks of 8 x 8 (4 * 4)
 */
@SuppressWarnings("ArrayRecordComponent") // a pixel buffer; never compared
public record ImageSignature(
        String content,
        long hash,
        long mirroredHash,
        long steadyHash,
        long mirroredSteadyHash,
        boolean flat,
        byte[] grey,
        int[] blocks) {
    private static final int SIDE = 32;
    private static final int BLOCK = 8;
    private static final int BLOCKS = SIDE / BLOCK;
    private static final double FLAT = 4;

    /** Computes the signature of an image. */
    public static ImageSignature of(Image image) {
        return of(image, Luma.of(image));
    }

    /** Computes the signature of an image whose luma is known already. */
    public static ImageSignature of(Image image, Luma luma) {
        double[] scaled = luma.scaled(SIDE, SIDE);
        byte[] grey = new byte[scaled.length];
        int[] blocks = new int[BLOCKS * BLOCKS];
        for (int p = 0; p < grey.length; p++) {
            grey[p] = (byte) Math.round(scaled[p]);
            blocks[p / SIDE / BLOCK * BLOCKS + p % SIDE / BLOCK] += grey[p] & 0xff;
        }
        return new ImageSignature(
                new Fingerprint()
                        .add(image.channels(), image.height(), image.width())
                        .add(image.pixels())
                        .hex(),
                DifferenceHash.of(luma),
                DifferenceHash.mirrored(luma),
                DifferenceHash.steady(luma),
                DifferenceHash.mirroredSteady(luma),
                luma.std() < FLAT,
                grey,
                blocks);
    }

    /**
     * Returns 1 less the mean absolute difference of the scaled grey pixels, in units of the whole range of grey. If that is below
     * {@code least}, the result may be any number below it.
     *
     * @param mirrored whether the other image is mirrored from left to right
     */
    double similarity(ImageSignature other, boolean mirrored, double least) {
        // The difference of two sums is at most the sum of the differences, so blocks give a bound at a fraction of the
        // cost.
        int bound = 0;
        for (int b = 0; b < blocks.length; b++) {
            bound += Math.abs(blocks[b] - other.blocks[mirrored ? b - b % BLOCKS + BLOCKS - 1 - b % BLOCKS : b]);
        }
        if (similarity(bound) < least) {
            return similarity(bound);
        }
        int sum = 0;
        for (int p = 0; p < grey.length; p++) {
            int there = mirrored ? p - p % SIDE + SIDE - 1 - p % SIDE : p;
            sum += Math.abs((grey[p] & 0xff) - (other.grey[there] & 0xff));
        }
        return similarity(sum);
    }

    private double similarity(int sum) {
        return 1 - sum / (255.0 * grey.length);
    }
}
