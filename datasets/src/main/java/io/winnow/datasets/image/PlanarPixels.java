package io.winnow.datasets.image;

/**
 * Pixels in planes.
 *
 * @param image what was decoded
 */
record PlanarPixels(Image image, ImageSize original, int reduction) implements Pixels {
    @Override
    public int channels() {
        return image.channels();
    }

    @Override
    public ImageSize size() {
        return image.size();
    }

    @Override
    public void readPair(int top, int left, int columns, long[] target) {
        byte[] samples = image.pixels();
        int below = top + 1 < image.height() ? image.width() : 0;
        for (int c = 0; c < image.channels(); c++) {
            int from = (c * image.height() + top) * image.width() + left;
            for (int x = 0; x < columns; x++) {
                target[x * image.channels() + c] =
                        (samples[from + x] & 0xffL) | (samples[from + below + x] & 0xffL) << 32;
            }
        }
    }
}
