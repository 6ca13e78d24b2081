package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.TrueLabels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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
    /** Names of the shares in metrics. */
    public static final List<String> NAMES = List.of(
            "anchor_accuracy",
            "label_accuracy_before",
            "label_accuracy_after",
            "correction_precision",
            "correction_recall",
            "wrong_labels_found");

    /**
     * Compares labels with the truth.
     *
     * @param given given class of each example (N)
     * @param classes class after the correction (N)
     * @param kept whether each example is kept (N)
     * @param trusted whether each example is trusted (N)
     */
    public static CorrectionReport of(TrueLabels truth, int[] given, int[] classes, boolean[] kept, boolean[] trusted) {
        return of(truth, given, classes, kept, trusted, IntStream.range(0, given.length));
    }

    /** Returns the report of each class: on the examples whose given label it is. The parameters are those of {@link #of}. */
    public static List<CorrectionReport> byClass(
            TrueLabels truth, int[] given, int[] classes, boolean[] kept, boolean[] trusted, int count) {
        return IntStream.range(0, count)
                .mapToObj(k -> of(
                        truth,
                        given,
                        classes,
                        kept,
                        trusted,
                        IntStream.range(0, given.length).filter(i -> given[i] == k)))
                .toList();
    }

    private static CorrectionReport of(
            TrueLabels truth, int[] given, int[] classes, boolean[] kept, boolean[] trusted, IntStream examples) {
        int[] right = truth.reveal();
        int[] rows = examples.toArray();
        int n = rows.length;
        int[] counts = new int[9];
        for (int i : rows) {
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
        double[] shares = {trusted, before, after, precision, recall, found};
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (int i = 0; i < shares.length; i++) {
            if (!Double.isNaN(shares[i])) {
                metrics.put(NAMES.get(i), shares[i]);
            }
        }
        return metrics;
    }
}
