package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.TrueLabels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Measures how well scores detect wrong labels, for data whose true labels are known. */
public final class WrongLabelDetection {
    private static final int TOP = 100;

    private WrongLabelDetection() {}

    /**
     * Returns metrics of the ranking by score: the area under the ROC curve ({@code auroc}), the average precision, the fraction of wrong
     * labels among the 100 highest scores ({@code precision_at_100}) and among as many as there are wrong labels ({@code
     * precision_at_wrong}). In addition, {@code suggestion_accuracy} is the fraction of wrong labels for which the suggested class is
     * right.
     *
     * @param truth true class of each example (N)
     * @param given given class of each example (N)
     * @param scores score of each example (N), higher for labels that are more likely wrong
     * @param suggested suggested class of each example (N)
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
        int[] order = Ranks.descending(scores);
        int count = Math.min(most, order.length);
        return IntStream.range(0, count).filter(i -> wrong[order[i]]).count() / (double) count;
    }
}
