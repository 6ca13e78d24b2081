package io.winnow.datasets.image;

/** The height and width of an image in pixels. */
public record ImageSize(int height, int width) {
    public ImageSize {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "An image size must be at least 1x1 pixels, found " + height + "x" + width + ".");
        }
    }

    public static ImageSize square(int side) {
        return new ImageSize(side, side);
    }

    /** Returns the size in which both sides are multiplied by a factor and rounded. */
    public ImageSize times(double factor) {
        return new ImageSize((int) Math.round(height * factor), (int) Math.round(width * factor));
    }

    @Override
    public String toString() {
        return height + "x" + width;
    }
}
