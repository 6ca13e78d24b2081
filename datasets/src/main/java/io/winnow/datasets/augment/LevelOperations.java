package io.winnow.datasets.augment;

/** Operations that replace the level of a pixel by that in a table of 256 levels, as the functions of the same names in Pillow do. */
final class LevelOperations {
    private LevelOperations() {}

    static void invert(Canvas canvas) {
        for (int v = 0; v < 256; v++) {
            canvas.table[v] = (byte) (255 - v);
        }
        canvas.lookUp();
    }

    /** Stretches the levels of each channel to 0 to 255. */
    static void autocontrast(Canvas canvas) {
        for (int c = 0; c < canvas.channels; c++) {
            canvas.count(c);
            int low = 0;
            while (canvas.histogram[low] == 0) {
                low++;
            }
            int high = 255;
            while (canvas.histogram[high] == 0) {
                high--;
            }
            if (low < high) {
                double scale = 255.0 / (high - low);
                double offset = -low * scale;
                for (int v = 0; v < 256; v++) {
                    canvas.table[v] = clipped((int) (v * scale + offset));
                }
                canvas.lookUp(c);
            }
        }
    }

    /** Makes the levels of each channel about equally frequent. */
    static void equalize(Canvas canvas) {
        for (int c = 0; c < canvas.channels; c++) {
            canvas.count(c);
            int last = 255;
            while (canvas.histogram[last] == 0) {
                last--;
            }
            int step = (canvas.plane - canvas.histogram[last]) / 255;
            if (step == 0) {
                continue;
            }
            int n = step / 2;
            for (int v = 0; v < 256; v++) {
                canvas.table[v] = clipped(n / step);
                n += canvas.histogram[v];
            }
            canvas.lookUp(c);
        }
    }

    /** @param bits number of upper bits that are kept, from 1 to 8 */
    static void posterize(Canvas canvas, int bits) {
        for (int v = 0; v < 256; v++) {
            canvas.table[v] = (byte) (v & -(1 << (8 - bits)));
        }
        canvas.lookUp();
    }

    /** @param threshold lowest level that is inverted */
    static void solarize(Canvas canvas, int threshold) {
        for (int v = 0; v < 256; v++) {
            canvas.table[v] = (byte) (v < threshold ? v : 255 - v);
        }
        canvas.lookUp();
    }

    /** @param factor factor of all levels */
    static void brightness(Canvas canvas, double factor) {
        blend(canvas, 0, (float) factor);
    }

    /** @param factor factor of the difference to the mean grey of the image */
    static void contrast(Canvas canvas, double factor) {
        blend(canvas, meanGrey(canvas), (float) factor);
    }

    private static void blend(Canvas canvas, int level, float factor) {
        for (int v = 0; v < 256; v++) {
            canvas.table[v] = clipped((int) (level + factor * (v - level)));
        }
        canvas.lookUp();
    }

    private static int meanGrey(Canvas canvas) {
        long sum = 0;
        if (canvas.channels == 1) {
            for (int p = 0; p < canvas.plane; p++) {
                sum += canvas.pixels[p] & 0xff;
            }
        } else {
            for (int p = 0; p < canvas.plane; p++) {
                sum += BlendOperations.grey(canvas, p);
            }
        }
        return (int) (sum / (double) canvas.plane + 0.5);
    }

    static byte clipped(int level) {
        return (byte) Math.max(0, Math.min(255, level));
    }
}
