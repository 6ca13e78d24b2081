package io.winnow.trainer.evaluate;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Expected calibration error (ECE; Guo et al., ICML 2017) in 15 bins of equal width, closed on the right: the mean over the predictions of
 * the difference between the mean confidence and the share of right predictions in their bin.
 */
public final class CalibrationError {
    private static final int BINS = 15;

    private final double[] confidence = new double[BINS];
    private final double[] correct = new double[BINS];
    private final int[] counts = new int[BINS];

    /** Adds a prediction with its confidence in [0, 1]. */
    public void add(double sure, boolean right) {
        int bin = Math.min(BINS - 1, Math.max(0, (int) Math.ceil(sure * BINS) - 1));
        confidence[bin] += sure;
        correct[bin] += right ? 1 : 0;
        counts[bin]++;
    }

    /**
     * Predictions of similar confidence.
     *
     * @param low lower end of the bin, which does not belong to it
     * @param high upper end of the bin
     * @param count number of predictions in the bin
     * @param confidence mean confidence of these predictions; NaN if there are none
     * @param accuracy share of them that are right; NaN if there are none
     */
    public record Bin(double low, double high, int count, double confidence, double accuracy) {}

    /** Returns the bins, from the lowest confidence to the highest, for a reliability diagram. */
    public List<Bin> bins() {
        return IntStream.range(0, BINS)
                .mapToObj(bin -> new Bin(
                        (double) bin / BINS,
                        (bin + 1.0) / BINS,
                        counts[bin],
                        confidence[bin] / counts[bin],
                        correct[bin] / counts[bin]))
                .toList();
    }

    /** Returns the error of all predictions that were added; NaN if there are none. */
    public double value() {
        return IntStream.range(0, BINS)
                        .mapToDouble(bin -> Math.abs(correct[bin] - confidence[bin]))
                        .sum()
                / IntStream.of(counts).sum();
    }
}
