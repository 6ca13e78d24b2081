package io.winnow.trainer.evaluate;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Platt scaling of the logits of label sets: the calibrated probability of a class is the logistic function of {@code slope * logit +
 * intercept}. Classes with few examples of either kind share one slope, which is fitted to all classes with an intercept for each.
 *
 * @param slopes slope of each class (C), at least 0
 * @param intercepts intercept of each class (C)
 */
@SuppressWarnings("ArrayRecordComponent") // a table that is written; never compared
public record LabelCalibration(double[] slopes, double[] intercepts) {
    /**
     * Fits the calibration on validation data. A class without known pairs keeps its logits.
     *
     * @param logits logits of the validation examples (N, C)
     * @param fewest number of positives, and of negatives, from which on a class gets a slope of its own; usually 20
     */
    public static LabelCalibration fit(LabelScores logits, int fewest) {
        List<PlattCalibration.Sample> samples = IntStream.range(0, logits.classes())
                .mapToObj(c -> sample(logits.ofClass(c)))
                .toList();
        List<PlattCalibration> shared = PlattCalibration.fitShared(samples);
        double[] slopes = new double[samples.size()];
        double[] intercepts = new double[samples.size()];
        for (int c = 0; c < slopes.length; c++) {
            PlattCalibration.Sample own = samples.get(c);
            boolean enough = own.positives() >= fewest && own.size() - own.positives() >= fewest;
            PlattCalibration fitted = enough ? PlattCalibration.fit(own.distances(), own.similar()) : shared.get(c);
            slopes[c] = own.size() == 0 ? 1 : fitted.slope();
            intercepts[c] = own.size() == 0 ? 0 : fitted.intercept();
        }
        return new LabelCalibration(slopes, intercepts);
    }

    /** The negative logit takes the place of the distance: both fall as the probability rises. */
    private static PlattCalibration.Sample sample(LabelScores.Known known) {
        double[] distances = new double[known.scores().length];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = -known.scores()[i];
        }
        return new PlattCalibration.Sample(distances, known.positive());
    }

    /** Returns the calibrated probabilities (N, C) of logits (N, C). */
    public float[] probabilities(float[] logits) {
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            int c = i % slopes.length;
            probabilities[i] = (float) new PlattCalibration(slopes[c], intercepts[c]).score(-logits[i]);
        }
        return probabilities;
    }
}
