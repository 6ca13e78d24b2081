package io.winnow.trainer.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well a threshold on distances tells similar pairs from dissimilar ones. Figures are 0 where their denominator is; macro means are
 * over both classes, also where one is absent.
 *
 * @param similarAsSimilar true similar pairs that were predicted similar, and so on
 */
public record PairClassification(
        int similarAsSimilar, int similarAsDissimilar, int dissimilarAsSimilar, int dissimilarAsDissimilar) {
    /**
     * Predicts by a threshold.
     *
     * @param distances of each pair
     * @param threshold pairs farther apart than this are predicted dissimilar; equal counts as similar
     */
    public static PairClassification of(double[] distances, boolean[] similar, double threshold) {
        int[][] counts = new int[2][2];
        for (int i = 0; i < distances.length; i++) {
            counts[similar[i] ? 0 : 1][distances[i] > threshold ? 1 : 0]++;
        }
        return new PairClassification(counts[0][0], counts[0][1], counts[1][0], counts[1][1]);
    }

    public double accuracy() {
        return ratio(similarAsSimilar + dissimilarAsDissimilar, size());
    }

    public double precisionSimilar() {
        return ratio(similarAsSimilar, similarAsSimilar + dissimilarAsSimilar);
    }

    public double recallSimilar() {
        return ratio(similarAsSimilar, similarAsSimilar + similarAsDissimilar);
    }

    public double f1Similar() {
        return f1(similarAsSimilar);
    }

    public double macroPrecision() {
        return (precisionSimilar() + ratio(dissimilarAsDissimilar, dissimilarAsDissimilar + similarAsDissimilar)) / 2;
    }

    public double macroRecall() {
        return (recallSimilar() + ratio(dissimilarAsDissimilar, dissimilarAsDissimilar + dissimilarAsSimilar)) / 2;
    }

    /** The mean of the two classes' F1. */
    public double macroF1() {
        return (f1(similarAsSimilar) + f1(dissimilarAsDissimilar)) / 2;
    }

    private int size() {
        return similarAsSimilar + similarAsDissimilar + dissimilarAsSimilar + dissimilarAsDissimilar;
    }

    /** 2 tp / (predicted + true) of the class with {@code right} true positives. */
    private double f1(int right) {
        return ratio(2.0 * right, 2.0 * right + similarAsDissimilar + dissimilarAsSimilar);
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }

    /** The figures of a table of results. */
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
