package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.TrueLabels;
import io.winnow.models.loss.Assignment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Judges a division into old and new classes. Outputs are matched once with the true classes of all examples, and all three shares are those
 * under this one matching: matching old and new classes separately would give higher figures.
 *
 * @param all share of the examples whose output is matched with their class
 * @param old the same for the examples of old classes; NaN if there are none
 * @param added the same for the examples of new classes; NaN if there are none
 * @param examples number of examples
 */
public record DiscoveryReport(double all, double old, double added, int examples) {
    /**
     * Judges outputs.
     *
     * @param outputs output of each example, from 0 (N)
     * @param truth true class of each example, from 0, the old classes first (N)
     * @param oldCount number of old classes
     */
    public static DiscoveryReport of(int[] outputs, TrueLabels truth, int oldCount) {
        int[] classes = truth.reveal();
        int size = 1;
        for (int i = 0; i < classes.length; i++) {
            size = Math.max(size, Math.max(outputs[i], classes[i]) + 1);
        }
        double[][] counts = new double[size][size];
        for (int i = 0; i < classes.length; i++) {
            counts[outputs[i]][classes[i]]++;
        }
        int[] classOf = Assignment.largest(counts);
        int[] right = new int[2];
        int[] total = new int[2];
        for (int i = 0; i < classes.length; i++) {
            int part = classes[i] < oldCount ? 0 : 1;
            total[part]++;
            right[part] += classOf[outputs[i]] == classes[i] ? 1 : 0;
        }
        return new DiscoveryReport(
                (double) (right[0] + right[1]) / classes.length,
                (double) right[0] / total[0],
                (double) right[1] / total[1],
                classes.length);
    }

    /**
     * Returns the figures by the names under which they are reported, without those that are undefined.
     *
     * @param prefix what precedes the names
     */
    public Map<String, Double> metrics(String prefix) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(prefix + "accuracy_all", all);
        metrics.put(prefix + "accuracy_old", old);
        metrics.put(prefix + "accuracy_new", added);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }
}
