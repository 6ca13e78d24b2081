package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How good the k labels with the highest scores of each example are; of equal scores, the label with the lower number comes first. Only
 * known pairs are ranked.
 *
 * @param k number of labels looked at
 * @param precision P@k: mean over all examples of the true labels among the first k, divided by k
 * @param recall R@k: mean over the examples with a true label of the share of their true labels that are among the first k; NaN if there
 *     are none
 * @param ndcg nDCG@k: mean over the same examples of the sum of {@code 1 / log2(rank + 1)} over the true labels among the first k, divided
 *     by the same sum for the best ranking
 * @param propensityScored PSP@k (Jain, Prabhu and Varma, KDD 2016): the sum over all true labels among the first k of 1 / propensity,
 *     divided by the same sum for the best rankings; NaN if there is no true label
 */
public record TopLabels(int k, double precision, double recall, double ndcg, double propensityScored) {
    /**
     * Computes the metrics of the first k labels.
     *
     * @param k at least 1
     * @param propensities propensity of each label (C), see {@link Propensity}
     */
    public static TopLabels of(LabelScores scores, int k, double[] propensities) {
        double hits = 0;
        double recall = 0;
        double ndcg = 0;
        double scored = 0;
        double best = 0;
        int withLabels = 0;
        for (int i = 0; i < scores.examples(); i++) {
            int first = i * scores.classes();
            int[] ranked = Arrays.stream(Ranks.descending(scores.scores(), first, first + scores.classes()))
                    .filter(c -> scores.states()[first + c] != LabelScores.UNKNOWN)
                    .toArray();
            int[] labels = IntStream.of(ranked)
                    .filter(c -> scores.states()[first + c] == LabelScores.POSITIVE)
                    .toArray();
            double found = 0;
            double gain = 0;
            double ideal = 0;
            for (int rank = 0; rank < Math.min(k, ranked.length); rank++) {
                double discounted = Math.log(2) / Math.log(rank + 2);
                ideal += rank < labels.length ? discounted : 0;
                if (scores.states()[first + ranked[rank]] == LabelScores.POSITIVE) {
                    found++;
                    gain += discounted;
                    scored += 1 / propensities[ranked[rank]];
                }
            }
            best += IntStream.of(labels)
                    .mapToDouble(c -> propensities[c])
                    .sorted()
                    .limit(k)
                    .map(propensity -> 1 / propensity)
                    .sum();
            hits += found;
            if (labels.length > 0) {
                withLabels++;
                recall += found / labels.length;
                ndcg += gain / ideal;
            }
        }
        return new TopLabels(k, hits / k / scores.examples(), recall / withLabels, ndcg / withLabels, scored / best);
    }

    /** Returns the metrics by the names under which they are reported, without those that are undefined. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("precision_at_" + k, precision);
        metrics.put("recall_at_" + k, recall);
        metrics.put("ndcg_at_" + k, ndcg);
        metrics.put("psp_at_" + k, propensityScored);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }
}
