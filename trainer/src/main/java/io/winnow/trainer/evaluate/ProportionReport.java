package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.TrueLabels;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well predicted class probabilities agree with the shares of the classes in bags, so that predictions can be judged without true labels.
 *
 * @param proportionLoss mean over the bags of the cross-entropy of their shares and the mean probabilities of their members, in nats
 * @param shareError mean over the bags of the largest difference between a share and the mean probability
 * @param bags number of bags with members
 */
public record ProportionReport(double proportionLoss, double shareError, int bags) implements Report {
    private static final double SMALLEST = 1e-7;

    /**
     * Compares probabilities with shares.
     *
     * @param probabilities (N, K) in row-major order
     */
    public static ProportionReport of(float[] probabilities, BagLabels labels) {
        int classes = labels.classCount();
        int[][] members = labels.members();
        double loss = 0;
        double error = 0;
        int bags = 0;
        for (int b = 0; b < members.length; b++) {
            if (members[b].length == 0) {
                continue;
            }
            bags++;
            double largest = 0;
            for (int k = 0; k < classes; k++) {
                double mean = 0;
                for (int member : members[b]) {
                    mean += probabilities[member * classes + k];
                }
                mean /= members[b].length;
                double share = labels.bagShares()[b][k];
                loss -= share * Math.log(Math.max(mean, SMALLEST));
                largest = Math.max(largest, Math.abs(mean - share));
            }
            error += largest;
        }
        return new ProportionReport(loss / bags, error / bags, bags);
    }

    /** Returns the share of the members whose most probable class is the true one, for evaluation only. */
    public static double memberAccuracy(float[] probabilities, TrueLabels truth) {
        int[] right = truth.reveal();
        int classes = probabilities.length / right.length;
        double agreed = 0;
        for (int i = 0; i < right.length; i++) {
            int best = Ranks.largest(probabilities, i * classes, classes);
            agreed += best == right[i] ? 1 : 0;
        }
        return agreed / right.length;
    }

    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("proportion_loss", proportionLoss);
        metrics.put("share_error", shareError);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }
}
