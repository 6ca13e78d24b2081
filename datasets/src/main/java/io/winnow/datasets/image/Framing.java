package io.winnow.datasets.image;

/**
 * The size to which images are brought when they are read, and how.
 *
 * @param resize the rule by which an image gets the size
 * @param size size of the result
 * @param reduced whether a JPEG file that is much larger than needed is decoded at a half, a quarter or an eighth of its size, which takes
 *     a fraction of the time; the pixels of the result then differ by less than one grey level on average
 *     for photographs, and by up to 1.7 for images with sharp detail in every pixel
 */
public record Framing(Resize resize, ImageSize size, boolean reduced) {
    /**
     * The smallest factor by which a reduced image is still larger than it is finally resized to. It is that of Pillow's {@code thumbnail}
     * ({@code reducing_gap}); with smaller factors, the decoder's box filter would shape the result.
     */
    private static final double GAP = 2;

    /** @throws IllegalArgumentException if the rule cannot give results of the size */
    public Framing {
        resize.require(size);
    }

    /** Returns the framing that resizes the largest centred part of an image, which is decoded in its full size. */
    public static Framing centred(ImageSize size) {
        return new Framing(new Resize.CentredPart(), size, false);
    }

    /** Brings an image to the size. */
    public Image apply(Image whole) {
        return apply(Pixels.of(whole));
    }

    /** Brings an image to the size that its decoder may have reduced. */
    Image apply(Pixels pixels) {
        return resize.apply(pixels, size);
    }

    /** Returns the factor by which a decoder may reduce an image: 1, 2, 4 or 8. */
    int reduction(ImageSize original) {
        int reduction = 1;
        while (reduced && reduction < 8 && resize.scale(original, size) / (2 * reduction) >= GAP) {
            reduction *= 2;
        }
        return reduction;
    }

    /**
     * Returns the framing of images from which crops are cut later: the resized image before it is cropped, or the largest centred square of
     * it if only its shorter side is fixed.
     *
     * @param factor factor by which these images are larger than the resized image would be, at least 1
     */
    public Framing forCrops(double factor) {
        return new Framing(resize.uncropped(factor), resize.uncroppedSize(factor, size), reduced);
    }
}
