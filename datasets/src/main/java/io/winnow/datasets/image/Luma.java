package io.winnow.datasets.image;

/**
 * The luma of an image (ITU-R 601), which is {@code 0.299 R + 0.587 G + 0.114 B} and the value itself of a grey image. It is held in
 * thousandths of a grey level, so that sums and comparisons are exact.
 *
 * @param height height in pixels (H)
 * @param width width in pixels (W)
 * @param thousandths luma in [0, 255,000], row by row (H, W)
 */
@SuppressWarnings("ArrayRecordComponent") // a pixel buffer; never compared
public record Luma(int height, int width, int[] thousandths) {
    /** What white has. */
    public static final int WHITE = 255_000;

    private static final int RED = 299;
    private static final int GREEN = 587;
    private static final int BLUE = 114;

    /** Returns the luma of each pixel. */
    public static Luma of(Image image) {
        byte[] pixels = image.pixels();
        int plane = image.height() * image.width();
        int[] luma = new int[plane];
        for (int p = 0; p < plane; p++) {
            int first = pixels[p] & 0xff;
            luma[p] = image.channels() == 1
                    ? (RED + GREEN + BLUE) * first
                    : RED * first + GREEN * (pixels[plane + p] & 0xff) + BLUE * (pixels[2 * plane + p] & 0xff);
        }
        return new Luma(image.height(), image.width(), luma);
    }

    /** Returns the mean over all pixels, in grey levels from 0 to 255. */
    public double mean() {
        long sum = 0;
        for (int value : thousandths) {
            sum += value;
        }
        return sum / 1000.0 / thousandths.length;
    }

    /** Returns the standard deviation over all pixels (division by their number), in grey levels. */
    public double std() {
        double mean = 1000 * mean();
        double squares = 0;
        for (int value : thousandths) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / thousandths.length) / 1000;
    }

    /**
     * Scales by area: each pixel of the result is the mean over the rectangle that it covers, with parts of pixels at the edges.
     *
     * @return grey levels from 0 to 255, row by row (rows, columns); means that are equal give equal numbers
     */
    public double[] scaled(int rows, int columns) {
        double[] scaled = new double[rows * columns];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                scaled[y * columns + x] = sum(y, rows, x, columns) / 1000.0 / ((double) height * width);
            }
        }
        return scaled;
    }

    /** The sum over a rectangle in units in which a pixel is rows high and columns wide, so that every overlap is a whole number. */
    private long sum(int y, int rows, int x, int columns) {
        long top = (long) y * height;
        long left = (long) x * width;
        long sum = 0;
        for (int i = (int) (top / rows); (long) i * rows < top + height; i++) {
            long tall = Math.min((i + 1L) * rows, top + height) - Math.max((long) i * rows, top);
            long row = 0;
            for (int j = (int) (left / columns); (long) j * columns < left + width; j++) {
                long wide = Math.min((j + 1L) * columns, left + width) - Math.max((long) j * columns, left);
                row += wide * thousandths[i * width + j];
            }
            sum += tall * row;
        }
        return sum;
    }
}
