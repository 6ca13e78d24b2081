package io.winnow.datasets.image;

import java.util.Arrays;

/**
 * The weights by which source pixels along one axis become output pixels, as Pillow computes them ({@code precompute_coeffs} and {@code
 * normalize_coeffs_8bpc} in Resample.c): fixed-point numbers with {@link #PRECISION} binary digits.
 */
final class PillowTaps {
    /** Two bits are kept for the sum of negative weights, and eight for the pixel. */
    static final int PRECISION = 32 - 8 - 2;

    /** Number of source pixels that are added together. */
    static final int GROUP = 4;

    /** First source pixel of each output pixel. */
    final int[] first;

    /** Number of source pixels of each output pixel. */
    final int[] count;

    /** Number of weights of each output pixel: the largest number of source pixels, rounded up to whole groups. */
    final int width;

    /** The weights (output, width), followed by zeros where there are fewer source pixels. */
    final int[] weights;

    private PillowTaps(int[] first, int[] count) {
        this.first = first;
        this.count = count;
        width = (Arrays.stream(count).max().orElseThrow() + GROUP - 1) / GROUP * GROUP;
        weights = new int[first.length * width];
    }

    /**
     * Returns the weights of some output pixels.
     *
     * @param source number of source pixels
     * @param length part of the source that becomes the output, from its beginning
     * @param output number of output pixels of the whole axis
     * @param from the first output pixel that is wanted
     * @param wanted number of output pixels that are wanted
     */
    static PillowTaps of(int source, double length, int output, int from, int wanted, Resampling filter) {
        double scale = length / output;
        double widening = Math.max(scale, 1);
        double support = filter.support() * widening;
        int[] first = new int[wanted];
        int[] count = new int[wanted];
        for (int t = 0; t < wanted; t++) {
            double center = (from + t + 0.5) * scale;
            first[t] = Math.max(0, (int) (center - support + 0.5));
            count[t] = Math.min(source, (int) (center + support + 0.5)) - first[t];
        }
        PillowTaps taps = new PillowTaps(first, count);
        double[] exact = new double[taps.width];
        for (int t = 0; t < wanted; t++) {
            double center = (from + t + 0.5) * scale;
            double sum = 0;
            for (int i = 0; i < count[t]; i++) {
                exact[i] = filter.weight((i + first[t] - center + 0.5) * (1 / widening));
                sum += exact[i];
            }
            for (int i = 0; i < count[t]; i++) {
                double weight = (sum == 0 ? exact[i] : exact[i] / sum) * (1 << PRECISION);
                taps.weights[t * taps.width + i] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
        }
        return taps;
    }

    /** The source pixel after the last one that any output pixel needs. */
    int end() {
        int end = 0;
        for (int t = 0; t < first.length; t++) {
            end = Math.max(end, first[t] + count[t]);
        }
        return end;
    }

    /** The first source pixel that any output pixel needs. */
    int begin() {
        int begin = Integer.MAX_VALUE;
        for (int each : first) {
            begin = Math.min(begin, each);
        }
        return begin;
    }
}
