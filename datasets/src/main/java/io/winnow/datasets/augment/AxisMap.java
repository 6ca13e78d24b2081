package io.winnow.datasets.augment;

import java.util.Arrays;

/**
 * A linear map along one axis of an image, as the rows of a matrix (out, in): a crop, scaled by a triangle filter that widens when shrinking
 * (as Pillow's bilinear with antialiasing), perhaps mirrored, perhaps blurred.
 */
final class AxisMap {
    private AxisMap() {}

    /** Writes the map of {@code length} input pixels from {@code begin} onto {@code out} pixels at {@code matrix[offset..]}. */
    static void resample(float[] matrix, int offset, int out, int in, double begin, double length, boolean mirrored) {
        double step = length / out;
        double reach = Math.max(step, 1);
        for (int t = 0; t < out; t++) {
            int row = offset + (mirrored ? out - 1 - t : t) * in;
            double center = begin + (t + 0.5) * step;
            int from = Math.max(0, (int) Math.floor(center - reach));
            int to = Math.min(in, (int) Math.ceil(center + reach));
            float sum = 0;
            for (int i = from; i < to; i++) {
                float weight = (float) Math.max(0, 1 - Math.abs(i + 0.5 - center) / reach);
                matrix[row + i] = weight;
                sum += weight;
            }
            for (int i = from; i < to; i++) {
                matrix[row + i] /= sum;
            }
        }
    }

    /** Replaces the map by itself followed by a Gaussian blur whose edges reflect, as torchvision's. */
    static void blur(float[] matrix, int offset, int out, int in, double sigma) {
        int radius = Math.min((int) Math.ceil(3 * sigma), out - 1);
        float[] kernel = new float[radius + 1];
        float sum = 0;
        for (int d = 0; d <= radius; d++) {
            kernel[d] = (float) Math.exp(-d * d / (2 * sigma * sigma));
            sum += d == 0 ? kernel[d] : 2 * kernel[d];
        }
        float[] sharp = new float[out * in];
        System.arraycopy(matrix, offset, sharp, 0, sharp.length);
        Arrays.fill(matrix, offset, offset + sharp.length, 0);
        for (int t = 0; t < out; t++) {
            for (int d = -radius; d <= radius; d++) {
                int source = reflect(t + d, out);
                float weight = kernel[Math.abs(d)] / sum;
                for (int i = 0; i < in; i++) {
                    matrix[offset + t * in + i] += weight * sharp[source * in + i];
                }
            }
        }
    }

    private static int reflect(int position, int size) {
        int mirrored = Math.abs(position);
        return mirrored < size ? mirrored : 2 * (size - 1) - mirrored;
    }
}
