package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.TrueLabels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** How well scores find the wrong labels, where the true ones are known. */
public final class WrongLabelDetection {
    private static final int TOP = 100;

    private WrongLabelDetection() {}

    /**
     * Figures of a ranking: area under the ROC curve, average precision, and the share of wrong labels among the first 100 and among as
     * many as are wrong; of the suggestions for wrong labels, the share that is right.
     *
     * @param given (N) classes
     * @param scores (N), higher for labels that are more likely wrong
     * @param suggested (N) classes
     */
    public static Map<String, Double> of(TrueLabels truth, int[] given, float[] scores, int[] suggested) {
        int[] right = truth.reveal();
        boolean[] wrong = new boolean[given.length];
        int count = 0;
        int restored = 0;
        for (int i = 0; i < given.length; i++) {
            wrong[i] = given[i] != right[i];
            count += wrong[i] ? 1 : 0;
            restored += wrong[i] && suggested[i] == right[i] ? 1 : 0;
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(
                "auroc",
                RocAuc.of(
                        IntStream.range(0, scores.length)
                                .mapToDouble(i -> scores[i])
                                .toArray(),
                        wrong));
        figures.put("average_precision", AveragePrecision.of(scores, wrong));
        figures.put("precision_at_" + TOP, precision(scores, wrong, TOP));
        figures.put("precision_at_wrong", precision(scores, wrong, count));
        figures.put("suggestion_accuracy", count == 0 ? Double.NaN : (double) restored / count);
        return figures;
    }

    private static double precision(float[] scores, boolean[] wrong, int most) {
        Integer[] order = ascending(scores);
        int count = Math.min(most, order.length);
        return IntStream.range(0, count)
                        .filter(i -> wrong[order[order.length - 1 - i]])
                        .count()
                / (double) count;
    }

    private static Integer[] ascending(float[] scores) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        return order;
    }
}
