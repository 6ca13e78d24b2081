package io.winnow.datasets.image;

/** Height and width in pixels. */
public record ImageSize(int height, int width) {
    public ImageSize {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "An image size is at least 1x1 pixels, not " + height + "x" + width + ".");
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
