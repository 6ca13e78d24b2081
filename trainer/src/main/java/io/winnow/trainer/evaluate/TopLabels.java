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
        Sums sums = new Sums(k, propensities);
        sums.add(scores);
        return sums.metrics();
    }

    /** The sums over examples of which the metrics are made, so that scores can come in batches. */
    static final class Sums {
        private final int k;
        private final double[] propensities;
        private double hits;
        private double recall;
        private double ndcg;
        private double scored;
        private double best;
        private int withLabels;
        private int examples;

        Sums(int k, double[] propensities) {
            this.k = k;
            this.propensities = propensities;
        }

        void add(LabelScores scores) {
            for (int i = 0; i < scores.examples(); i++) {
                add(ranked(scores, i, k), labels(scores, i));
            }
        }

        /** Returns the first k known labels of an example. */
        static int[] ranked(LabelScores scores, int example, int k) {
            int first = example * scores.classes();
            return Ranks.first(scores.scores(), first, first + scores.classes(), k, scores.states());
        }

        /** Returns the true labels of an example, ascending. */
        static int[] labels(LabelScores scores, int example) {
            int first = example * scores.classes();
            return IntStream.range(0, scores.classes())
                    .filter(c -> scores.states()[first + c] == LabelScores.POSITIVE)
                    .toArray();
        }

        /**
         * Adds an example.
         *
         * @param ranked its first known labels, of which the first k count
         * @param labels its true labels, ascending
         */
        void add(int[] ranked, int[] labels) {
            double found = 0;
            double gain = 0;
            double ideal = 0;
            for (int rank = 0; rank < Math.min(k, ranked.length); rank++) {
                double discounted = Math.log(2) / Math.log(rank + 2);
                ideal += rank < labels.length ? discounted : 0;
                if (Arrays.binarySearch(labels, ranked[rank]) >= 0) {
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
            examples++;
            if (labels.length > 0) {
                withLabels++;
                recall += found / labels.length;
                ndcg += gain / ideal;
            }
        }

        TopLabels metrics() {
            return new TopLabels(k, hits / k / examples, recall / withLabels, ndcg / withLabels, scored / best);
        }
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
