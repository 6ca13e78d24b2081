package io.winnow.datasets.example;

/**
 * A rectangle of an image, in fractions of its height and width.
 *
 * @param top upper edge, at least 0
 * @param left left edge, at least 0
 * @param bottom lower edge, above {@code top} and at most 1
 * @param right right edge, above {@code left} and at most 1
 */
public record CropBox(double top, double left, double bottom, double right) {
    /** The whole image. */
    public static final CropBox WHOLE = new CropBox(0, 0, 1, 1);

    /** Edges that are computed from pixels may lie this far beyond the image. */
    private static final double ROUNDING = 1e-9;

    /** @throws IllegalArgumentException if the rectangle is empty or not within the image */
    public CropBox {
        if (!(top >= -ROUNDING && left >= -ROUNDING && bottom <= 1 + ROUNDING && right <= 1 + ROUNDING)
                || !(top < bottom && left < right)) {
            throw new IllegalArgumentException("The rectangle from (" + top + ", " + left + ") to (" + bottom + ", "
                    + right + ") is empty or not within the image, whose edges are 0 and 1.");
        }
    }
}
