package io.winnow.trainer.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Confusion matrix of a threshold on distances that separates similar from dissimilar pairs. A metric is 0 if its denominator is 0. Macro
 * metrics are means over both classes, even if one of them has no pairs.
 *
 * @param similarAsSimilar number of similar pairs that were predicted similar
 * @param similarAsDissimilar number of similar pairs that were predicted dissimilar
 * @param dissimilarAsSimilar number of dissimilar pairs that were predicted similar
 * @param dissimilarAsDissimilar number of dissimilar pairs that were predicted dissimilar
 */
public record PairClassification(
        int similarAsSimilar, int similarAsDissimilar, int dissimilarAsSimilar, int dissimilarAsDissimilar) {
    /**
     * Predicts pairs by a threshold and counts the results.
     *
     * @param distances distance of each pair
     * @param similar whether each pair is truly similar
     * @param threshold pairs with a larger distance are predicted dissimilar, all others similar
     */
    public static PairClassification of(double[] distances, boolean[] similar, double threshold) {
        int[][] counts = new int[2][2];
        for (int i = 0; i < distances.length; i++) {
            counts[similar[i] ? 0 : 1][distances[i] > threshold ? 1 : 0]++;
        }
        return new PairClassification(counts[0][0], counts[0][1], counts[1][0], counts[1][1]);
    }

    /** Fraction of pairs that were predicted correctly. */
    public double accuracy() {
        return ratio(similarAsSimilar + dissimilarAsDissimilar, size());
    }

    /** Precision of the class of similar pairs. */
    public double precisionSimilar() {
        return ratio(similarAsSimilar, similarAsSimilar + dissimilarAsSimilar);
    }

    /** Recall of the class of similar pairs. */
    public double recallSimilar() {
        return ratio(similarAsSimilar, similarAsSimilar + similarAsDissimilar);
    }

    /** F1 of the class of similar pairs. */
    public double f1Similar() {
        return f1(similarAsSimilar);
    }

    /** Mean of the precision of both classes. */
    public double macroPrecision() {
        return (precisionSimilar() + ratio(dissimilarAsDissimilar, dissimilarAsDissimilar + similarAsDissimilar)) / 2;
    }

    /** Mean of the recall of both classes. */
    public double macroRecall() {
        return (recallSimilar() + ratio(dissimilarAsDissimilar, dissimilarAsDissimilar + dissimilarAsSimilar)) / 2;
    }

    /** Mean of the F1 of both classes. */
    public double macroF1() {
        return (f1(similarAsSimilar) + f1(dissimilarAsDissimilar)) / 2;
    }

    private int size() {
        return similarAsSimilar + similarAsDissimilar + dissimilarAsSimilar + dissimilarAsDissimilar;
    }

    /** F1 = 2 TP / (predicted + actual) of the class with {@code right} true positives (TP). */
    private double f1(int right) {
        return ratio(2.0 * right, 2.0 * right + similarAsDissimilar + dissimilarAsSimilar);
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }

    /** Returns the metrics by the names under which they are reported. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("accuracy", accuracy());
        metrics.put("macro_f1", macroF1());
        metrics.put("macro_precision", macroPrecision());
        metrics.put("macro_recall", macroRecall());
        metrics.put("f1_similar", f1Similar());
        metrics.put("precision_similar", precisionSimilar());
        metrics.put("recall_similar", recallSimilar());
        return metrics;
    }
}
