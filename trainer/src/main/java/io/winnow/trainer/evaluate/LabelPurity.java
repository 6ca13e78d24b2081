package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.TrueLabels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The share of right labels in a class, before and after a selection.
 *
 * @param before of all examples that were given this class; NaN for none
 * @param after of those that the selection kept
 */
public record LabelPurity(String name, int given, int kept, double before, double after) {
    /**
     * Of each class.
     *
     * @param given (N) classes
     * @param keep (N)
     * @param names (K)
     */
    public static List<LabelPurity> of(TrueLabels truth, int[] given, boolean[] keep, List<String> names) {
        int[] right = truth.reveal();
        return IntStream.range(0, names.size())
                .mapToObj(k -> {
                    int[] own = IntStream.range(0, given.length)
                            .filter(i -> given[i] == k)
                            .toArray();
                    int[] kept = IntStream.of(own).filter(i -> keep[i]).toArray();
                    return new LabelPurity(
                            names.get(k), own.length, kept.length, share(own, right, k), share(kept, right, k));
                })
                .toList();
    }

    private static double share(int[] rows, int[] right, int own) {
        return (double) IntStream.of(rows).filter(row -> right[row] == own).count() / rows.length;
    }

    /** The means over classes. */
    public static Map<String, Double> metrics(List<LabelPurity> classes) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(
                "purity_before",
                classes.stream().mapToDouble(LabelPurity::before).average().orElse(Double.NaN));
        metrics.put(
                "purity_after",
                classes.stream().mapToDouble(LabelPurity::after).average().orElse(Double.NaN));
        return metrics;
    }
}
