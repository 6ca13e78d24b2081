package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.TrueLabels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The purity of the labels of a class, that is, the fraction of right labels, before and after a selection.
 *
 * @param name name of the class
 * @param given number of examples that are given this class
 * @param kept number of these that the selection kept
 * @param before fraction of right labels among the given examples; NaN if there are none
 * @param after fraction of right labels among the kept examples; NaN if there are none
 */
public record LabelPurity(String name, int given, int kept, double before, double after) {
    /**
     * Computes the purity of each class.
     *
     * @param given given class of each example (N)
     * @param keep whether the selection kept each example (N)
     * @param names names of the classes (K)
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

    /** Returns the means over classes, {@code purity_before} and {@code purity_after}. */
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
