package io.winnow.datasets.augment;

/**
 * Operations that move pixels. Each pixel of the result is the pixel of the image in which the point lies that moves to the pixel's centre
 * (nearest neighbour); where that lies outside, it has the colour of pixels outside.
 */
final class MoveOperations {
    private MoveOperations() {}

    /** @param shear shift in pixels from one row to the next */
    static void shearX(Canvas canvas, double shear) {
        for (int y = 0; y < canvas.height; y++) {
            canvas.moveRow(y, (int) Math.floor(0.5 + shear * (y + 0.5)), 0);
        }
        canvas.swap();
    }

    /** @param shear shift in pixels from one column to the next */
    static void shearY(Canvas canvas, double shear) {
        int width = canvas.width;
        int[] shifts = canvas.columns;
        for (int x = 0; x < width; x++) {
            shifts[x] = (int) Math.floor(0.5 + shear * (x + 0.5));
        }
        for (int y = 0; y < canvas.height; y++) {
            for (int x = 0; x < width; x++) {
                int source = y + shifts[x];
                boolean inside = source >= 0 && source < canvas.height;
                canvas.sources[y * width + x] = inside ? source * width + x : Canvas.OUTSIDE;
            }
        }
        canvas.move();
    }

    /**
     * Moves the image to the left and up.
     *
     * @param right number of pixels by which it moves to the left; the column 0 then shows the column {@code right}
     * @param down number of pixels by which it moves up
     */
    static void translate(Canvas canvas, int right, int down) {
        for (int y = 0; y < canvas.height; y++) {
            canvas.moveRow(y, right, down);
        }
        canvas.swap();
    }

    /** @param degrees angle of a counter-clockwise rotation about the centre of the image */
    static void rotate(Canvas canvas, double degrees) {
        double angle = -Math.toRadians(degrees);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        int width = canvas.width;
        int height = canvas.height;
        double middleX = width / 2.0;
        double middleY = height / 2.0;
        int[] sources = canvas.sources;
        for (int y = 0; y < height; y++) {
            double offsetY = y + 0.5 - middleY;
            double rowX = sin * offsetY + middleX;
            double rowY = cos * offsetY + middleY;
            for (int x = 0; x < width; x++) {
                double offsetX = x + 0.5 - middleX;
                double sourceX = cos * offsetX + rowX;
                double sourceY = -sin * offsetX + rowY;
                boolean inside = sourceX >= 0 && sourceX < width && sourceY >= 0 && sourceY < height;
                // The conversion to whole numbers rounds down, since inside the image coordinates are not negative.
                int column = (int) sourceX;
                int row = (int) sourceY;
                sources[y * width + x] = inside ? row * width + column : Canvas.OUTSIDE;
            }
        }
        canvas.move();
    }

    /** Crops the image after it was extended by reflection about the centres of its outermost pixels, and optionally mirrors it. */
    static void crop(Canvas canvas, int top, int left, boolean mirrored) {
        int width = canvas.width;
        int[] columns = canvas.columns;
        for (int x = 0; x < width; x++) {
            columns[x] = reflected((mirrored ? width - 1 - x : x) + left, width);
        }
        for (int y = 0; y < canvas.height; y++) {
            int row = reflected(y + top, canvas.height) * width;
            for (int x = 0; x < width; x++) {
                canvas.sources[y * width + x] = row + columns[x];
            }
        }
        canvas.move();
    }

    private static int reflected(int position, int size) {
        int mirrored = Math.abs(position);
        return mirrored < size ? mirrored : 2 * (size - 1) - mirrored;
    }
}
