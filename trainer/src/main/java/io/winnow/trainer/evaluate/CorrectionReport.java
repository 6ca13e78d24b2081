package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.TrueLabels;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How good corrected labels are, where the true classes are known. Only shares leave this class; a share of nothing is left out.
 *
 * @param trusted share of the trusted examples whose label is right
 * @param before share of the given labels that are right
 * @param after share of the labels that are kept or corrected that are right
 * @param precision share of the corrected labels that are right
 * @param recall share of the wrong labels that are corrected to the right class
 * @param found share of the wrong labels that are corrected or left out
 */
public record CorrectionReport(
        double trusted, double before, double after, double precision, double recall, double found) {
    /**
     * Compares labels with the truth.
     *
     * @param given given class of each example (N)
     * @param classes class after the correction (N)
     * @param kept whether each example is kept (N)
     * @param trusted whether each example is trusted (N)
     */
    public static CorrectionReport of(TrueLabels truth, int[] given, int[] classes, boolean[] kept, boolean[] trusted) {
        int[] right = truth.reveal();
        int n = given.length;
        int[] counts = new int[9];
        for (int i = 0; i < n; i++) {
            boolean wrong = given[i] != right[i];
            boolean corrected = classes[i] != given[i];
            boolean now = classes[i] == right[i];
            counts[0] += trusted[i] ? 1 : 0;
            counts[1] += trusted[i] && now ? 1 : 0;
            counts[2] += wrong ? 1 : 0;
            counts[3] += kept[i] ? 1 : 0;
            counts[4] += kept[i] && now ? 1 : 0;
            counts[5] += corrected ? 1 : 0;
            counts[6] += corrected && now ? 1 : 0;
            counts[7] += wrong && corrected && now ? 1 : 0;
            counts[8] += wrong && (corrected || !kept[i]) ? 1 : 0;
        }
        return new CorrectionReport(
                share(counts[1], counts[0]),
                share(n - counts[2], n),
                share(counts[4], counts[3]),
                share(counts[6], counts[5]),
                share(counts[7], counts[2]),
                share(counts[8], counts[2]));
    }

    private static double share(int part, int whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }

    /** Returns the shares that are defined, by name. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("anchor_accuracy", trusted);
        metrics.put("label_accuracy_before", before);
        metrics.put("label_accuracy_after", after);
        metrics.put("correction_precision", precision);
        metrics.put("correction_recall", recall);
        metrics.put("wrong_labels_found", found);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }
}
