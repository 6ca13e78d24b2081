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

    @Override
    public String toString() {
        return height + "x" + width;
    }
}
