package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.ExcludedLabels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How well predicted class probabilities agree with classes that examples do not have, so that predictions can be judged without true labels.
 *
 * @param crossEntropy mean over the answers of {@code -log((p Q)_c + 1e-6)} of the excluded class c (SCEL)
 * @param estimatedAccuracy unbiased estimate of the accuracy, if Q is right: the mean of the row of the inverse of Q for c at the predicted class.
 *     It may lie outside [0, 1] by chance; empty if Q has no inverse
 * @param contradicted share of the answers that exclude the predicted class
 * @param answers number of answers
 */
public record ExclusionReport(double crossEntropy, Optional<Double> estimatedAccuracy, double contradicted, int answers)
        implements Report {
    private static final double SMALLEST = 1e-6;

    /**
     * Compares probabilities with answers.
     *
     * @param probabilities (N, C) in row-major order
     * @param transition probability Q that an answer excludes a class (C, C); rows are true classes
     */
    public static ExclusionReport of(float[] probabilities, ExcludedLabels labels, double[][] transition) {
        int classes = labels.classCount();
        Transition inverse = Transition.of(transition);
        double entropy = 0;
        double estimate = 0;
        double contradicted = 0;
        int answers = 0;
        for (int i = 0; i < labels.size(); i++) {
            int best = Ranks.largest(probabilities, i * classes, classes);
            for (int each : labels.excluded()[i]) {
                double predicted = 0;
                for (int k = 0; k < classes; k++) {
                    predicted += probabilities[i * classes + k] * transition[k][each];
                }
                entropy -= Math.log(predicted + SMALLEST);
                estimate += inverse.inverse()[each][best];
                contradicted += each == best ? 1 : 0;
                answers++;
            }
        }
        return new ExclusionReport(
                entropy / answers,
                inverse.invertible() ? Optional.of(estimate / answers) : Optional.empty(),
                contradicted / answers,
                answers);
    }

    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("scel", crossEntropy);
        estimatedAccuracy.ifPresent(value -> metrics.put("estimated_accuracy", value));
        metrics.put("contradicted", contradicted);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }
}
