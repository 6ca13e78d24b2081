package io.winnow.trainer.labelmap;

import io.winnow.datasets.example.CropBox;
import io.winnow.trainer.evaluate.Temperature;

/**
 * The logits of a teacher for each place of an image, or the probabilities that they mean.
 *
 * @param values (k, H, W) in row-major order: the k largest logits of each place
 * @param numbers (k, H, W) the classes of these logits; null if k is the number of classes, and they are in the order of their numbers
 * @param classes number of classes C. At places where a class is not among the k, its logit counts as 0, see
 *     {@link Relabelling#largest}
 */
@SuppressWarnings("ArrayRecordComponent") // read from a file; never compared
public record LabelMap(float[] values, int[] numbers, int classes, int height, int width) {
    /** Distances in cells that differ by less than this are the same number of samples. */
    private static final double ROUNDING = 1e-9;

    public LabelMap {
        if (values.length % (height * width) != 0 || (numbers == null && values.length != classes * height * width)) {
            throw new IllegalArgumentException(values.length + " logits are no map of " + height + "x" + width
                    + " places and " + classes + " classes.");
        }
    }

    /**
     * Returns the mean logits within a part of the image (C): one cell of RoIAlign (He et al., ICCV 2017). There is a sample for each cell
     * that the part is high and wide, rounded up, and each is interpolated between the centres of the cells (relabel.md, section 3.2).
     */
    public double[] pooled(CropBox box) {
        double[] rows = weights(box.top() * height, box.bottom() * height, height);
        double[] columns = weights(box.left() * width, box.right() * width, width);
        double[] sums = new double[classes];
        int places = height * width;
        for (int i = 0; i < values.length; i++) {
            int place = i % places;
            double weight = rows[place / width] * columns[place % width];
            if (weight != 0) {
                sums[numbers == null ? i / places : numbers[i]] += weight * values[i];
            }
        }
        return sums;
    }

    /** Returns the mean logits of the image (C), which are the teacher's own if the map has all classes. */
    public double[] mean() {
        return pooled(CropBox.WHOLE);
    }

    /** Returns the logits of a class at all places (H, W), row-major. */
    public double[] of(int number) {
        int places = height * width;
        double[] logits = new double[places];
        for (int i = 0; i < values.length; i++) {
            if ((numbers == null ? i / places : numbers[i]) == number) {
                logits[i % places] = values[i];
            }
        }
        return logits;
    }

    /**
     * Returns the probabilities of all classes at all places, as a map like this one.
     *
     * @param temperature logits are divided by it
     */
    public LabelMap probabilities(double temperature) {
        int places = height * width;
        double[][] rows = new double[classes][];
        for (int c = 0; c < classes; c++) {
            rows[c] = of(c);
        }
        float[] probabilities = new float[classes * places];
        double[] logits = new double[classes];
        for (int place = 0; place < places; place++) {
            for (int c = 0; c < classes; c++) {
                logits[c] = rows[c][place];
            }
            double[] softened = Temperature.probabilities(logits, temperature);
            for (int c = 0; c < classes; c++) {
                probabilities[c * places + place] = (float) softened[c];
            }
        }
        return new LabelMap(probabilities, null, classes, height, width);
    }

    /**
     * Returns the weight of each cell of an axis in the mean over the samples between two positions. The mean over a rectangle is the product
     * of those over its axes, since bilinear interpolation is.
     *
     * @param begin begin in cells
     * @param end end in cells
     */
    private static double[] weights(double begin, double end, int cells) {
        double[] weights = new double[cells];
        int samples = Math.max(1, (int) Math.ceil(end - begin - ROUNDING));
        for (int a = 0; a < samples; a++) {
            double centre = begin + (a + 0.5) * (end - begin) / samples;
            double at = Math.min(Math.max(centre - 0.5, 0), cells - 1); // cell i has its centre at i + 0.5
            int low = (int) at;
            weights[low] += (1 - (at - low)) / samples;
            if (at > low) {
                weights[low + 1] += (at - low) / samples;
            }
        }
        return weights;
    }
}
