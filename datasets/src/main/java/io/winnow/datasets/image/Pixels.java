package io.winnow.datasets.image;

/**
 * A decoded image in the layout in which its decoder left it, which may have reduced it. Rows are read in pairs, so that they can be filtered
 * two at a time, and only where they are needed. An instance is used by one thread.
 */
public interface Pixels {
    /** Number of channels: 1 (grey) or 3 (red, green, blue). */
    int channels();

    /** Size of what was decoded. */
    ImageSize size();

    /** Size of the image before its decoder reduced it; that of what was decoded if it is whole. */
    ImageSize original();

    /** Number of pixels of the original, along each axis, that became one pixel; 1 if the image is whole. */
    int reduction();

    /**
     * Reads a part of two rows. The lower half of each number is the sample of the first row, and the upper half is that of the second row, or
     * of the first one again if it is the last row of the image.
     *
     * @param top the first of the two rows
     * @param left the first column
     * @param columns number of columns
     * @param target numbers (column, channel) that are written
     */
    void readPair(int top, int left, int columns, long[] target);

    /** Returns the image in the layout of {@link Image}. */
    default Image image() {
        int height = size().height();
        int width = size().width();
        int area = height * width;
        byte[] planes = new byte[channels() * area];
        long[] pair = new long[channels() * width];
        for (int y = 0; y < height; y += 2) {
            readPair(y, 0, width, pair);
            int below = y + 1 < height ? width : 0;
            for (int c = 0; c < channels(); c++) {
                int row = c * area + y * width;
                for (int x = 0; x < width; x++) {
                    long both = pair[x * channels() + c];
                    planes[row + x] = (byte) both;
                    planes[row + below + x] = (byte) (both >> 32);
                }
            }
        }
        return new Image(channels(), height, width, planes);
    }

    /** Returns the pixels of a whole image. */
    static Pixels of(Image image) {
        return new PlanarPixels(image, image.size(), 1);
    }
}
