package io.winnow.datasets.image;

/**
 * A decoded image.
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param height height in pixels
 * @param width width in pixels
 * @param pixels unsigned bytes in channel-major order (C, H, W)
 */
@SuppressWarnings("ArrayRecordComponent") // a pixel buffer; never compared
public record Image(int channels, int height, int width, byte[] pixels) {
    public Image {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("An image must have 1 or 3 channels, found " + channels + ".");
        }
        if (pixels.length != channels * height * width) {
            throw new IllegalArgumentException("An image of " + channels + "x" + height + "x" + width + " must have "
                    + channels * height * width + " bytes, found " + pixels.length + ".");
        }
    }

    /** Returns the height and width. */
    public ImageSize size() {
        return new ImageSize(height, width);
    }
}
