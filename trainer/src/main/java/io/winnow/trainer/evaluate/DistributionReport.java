package io.winnow.trainer.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well predicted class probabilities agree with distributions over the classes, such as the shares of annotators. Examples without a
 * distribution are left out.
 *
 * @param divergence mean Kullback-Leibler divergence of the prediction p from the distribution q, sum q (log q - log p), in nats; its
 *     minimum is 0
 * @param crossEntropy mean of - sum q log p, in nats
 * @param totalVariation mean of half the sum of |q - p|: the smallest share of the distribution that must move, in [0, 1]
 * @param accuracy share of the examples whose most probable class is one of the classes with the largest share
 * @param examples number of examples
 */
public record DistributionReport(
        double divergence, double crossEntropy, double totalVariation, double accuracy, int examples)
        implements Report {
    private static final double SMALLEST = 1e-12;

    /**
     * Compares probabilities with distributions.
     *
     * @param probabilities (N, C) in row-major order
     * @param truth (N, C); all 0 if nothing is known of an example
     */
    public static DistributionReport of(float[] probabilities, double[][] truth) {
        double divergence = 0;
        double crossEntropy = 0;
        double variation = 0;
        double right = 0;
        int examples = 0;
        for (int i = 0; i < truth.length; i++) {
            double[] q = truth[i];
            double largest = 0;
            for (double share : q) {
                largest = Math.max(largest, share);
            }
            if (largest == 0) {
                continue;
            }
            examples++;
            int best = 0;
            for (int c = 0; c < q.length; c++) {
                double p = probabilities[i * q.length + c];
                best = p > probabilities[i * q.length + best] ? c : best;
                variation += Math.abs(q[c] - p) / 2;
                if (q[c] > 0) {
                    double log = Math.log(Math.max(p, SMALLEST));
                    crossEntropy -= q[c] * log;
                    divergence += q[c] * (Math.log(q[c]) - log);
                }
            }
            right += q[best] == largest ? 1 : 0;
        }
        return new DistributionReport(
                divergence / examples, crossEntropy / examples, variation / examples, right / examples, examples);
    }

    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("kl", divergence);
        metrics.put("cross_entropy", crossEntropy);
        metrics.put("total_variation", totalVariation);
        metrics.put("accuracy", accuracy);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }
}
