package io.winnow.trainer.annotate;

import io.winnow.trainer.evaluate.CalibrationError;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.evaluate.Temperature;
import io.winnow.trainer.run.UserException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How well the probabilities of annotators agree with known labels.
 *
 * @param truths number of items with a known label
 * @param right share of these whose most probable label is right
 * @param temperature the temperature T that makes the known labels most likely under P^(1/T); null with fewer than {@link #LEAST} truths
 * @param error expected calibration error as they are
 * @param errorAfter the same at the temperature, on the items that it was fitted to; null with too few truths
 */
public record JudgeCalibration(int truths, double right, Double temperature, double error, Double errorAfter) {
    /** The smallest number of known labels from which a temperature is fitted. */
    public static final int LEAST = 100;

    private static final double SMALLEST = 1e-9;

    /**
     * Compares probabilities with known labels.
     *
     * @param probabilities class probabilities (N, K); null for an item without an annotation
     * @param truth known class of each item (N), or -1
     * @throws UserException if no item has both
     */
    public static JudgeCalibration of(double[][] probabilities, int[] truth) {
        int[] known = IntStream.range(0, truth.length)
                .filter(i -> truth[i] >= 0 && probabilities[i] != null)
                .toArray();
        if (known.length == 0) {
            throw new UserException(
                    "No record with a known label was labelled by an annotator, so nothing can be calibrated."
                            + " Give the right labels of other records.");
        }
        int right = 0;
        for (int i : known) {
            right += Ranks.largest(probabilities[i]) == truth[i] ? 1 : 0;
        }
        double error = error(probabilities, truth, known, 1);
        if (known.length < LEAST) {
            return new JudgeCalibration(known.length, (double) right / known.length, null, error, null);
        }
        int classes = probabilities[known[0]].length;
        double[] scores = new double[known.length * classes];
        for (int row = 0; row < known.length; row++) {
            for (int k = 0; k < classes; k++) {
                scores[row * classes + k] = Math.log(Math.max(SMALLEST, probabilities[known[row]][k]));
            }
        }
        double temperature =
                Temperature.fit(scores, Arrays.stream(known).map(i -> truth[i]).toArray(), classes);
        return new JudgeCalibration(
                known.length,
                (double) right / known.length,
                temperature,
                error,
                error(probabilities, truth, known, temperature));
    }

    private static double error(double[][] probabilities, int[] truth, int[] known, double temperature) {
        CalibrationError error = new CalibrationError();
        for (int i : known) {
            double[] own = at(probabilities[i], temperature);
            int best = Ranks.largest(own);
            error.add(own[best], best == truth[i]);
        }
        return error.value();
    }

    /** Returns probabilities (K) at a temperature: P^(1/T), scaled to sum to 1. */
    public static double[] at(double[] probabilities, double temperature) {
        if (temperature == 1) {
            return probabilities;
        }
        double[] scores = Arrays.stream(probabilities)
                .map(p -> Math.log(Math.max(SMALLEST, p)) / temperature)
                .toArray();
        Softmax.of(scores);
        return scores;
    }
}
