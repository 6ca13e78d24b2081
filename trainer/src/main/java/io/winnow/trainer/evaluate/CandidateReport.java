package io.winnow.trainer.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well predicted class probabilities agree with candidates, exactly one of which is the class of an example. Examples without candidates
 * are left out.
 *
 * @param agreement share of the examples whose most probable class is a candidate. It is an upper bound of the accuracy
 * @param logLoss mean of - log of the total probability of the candidates, in nats
 * @param examples number of examples
 */
public record CandidateReport(double agreement, double logLoss, int examples) implements Report {
    private static final double SMALLEST = 1e-12;

    /**
     * Compares probabilities with candidates.
     *
     * @param probabilities (N, C) in row-major order
     * @param candidates numbers of the candidates of each example (N, any number)
     */
    public static CandidateReport of(float[] probabilities, int[][] candidates, int classes) {
        double agreement = 0;
        double loss = 0;
        int examples = 0;
        for (int i = 0; i < candidates.length; i++) {
            if (candidates[i].length == 0) {
                continue;
            }
            examples++;
            float largest = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                largest = Math.max(largest, probabilities[i * classes + c]);
            }
            double total = 0;
            boolean found = false;
            for (int c : candidates[i]) {
                total += probabilities[i * classes + c];
                found |= probabilities[i * classes + c] == largest;
            }
            agreement += found ? 1 : 0;
            loss -= Math.log(Math.max(total, SMALLEST));
        }
        return new CandidateReport(agreement / examples, loss / examples, examples);
    }

    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("candidate_accuracy", agreement);
        metrics.put("candidate_log_loss", logLoss);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }
}
