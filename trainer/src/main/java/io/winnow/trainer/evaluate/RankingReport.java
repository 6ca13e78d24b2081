package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measures how well distances rank the candidates of queries. Candidates are ranked by ascending distance; candidates with equal distances
 * keep their stored order. Queries without a relevant candidate are skipped.
 *
 * @param meanAveragePrecision mean over the queries of the average precision of the whole ranking
 * @param ndcg mean NDCG at 10: the sum of gain / log2(rank + 1) over the first ten ranks, divided by the same sum for the best ranking
 * @param meanReciprocalRank mean over the queries of 1 / rank of the first relevant candidate
 * @param queries number of queries that have a relevant candidate
 * @param skipped number of queries that have none
 */
public record RankingReport(
        double meanAveragePrecision, double ndcg, double meanReciprocalRank, int queries, int skipped) {
    private static final int TOP = 10;

    /**
     * The candidates of one query, in stored order.
     *
     * @param distances distance of each candidate to the query
     * @param relevant whether each candidate is relevant
     * @param gains gain of each candidate for NDCG, at least 0
     */
    @SuppressWarnings("ArrayRecordComponent") // a list; never compared
    public record Query(double[] distances, boolean[] relevant, double[] gains) {
        private int[] order() {
            Integer[] order = new Integer[distances.length];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, Comparator.comparingDouble(i -> distances[i]));
            return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
        }

        /** Returns whether a candidate is relevant; otherwise the other figures are not defined. */
        public boolean hasRelevant() {
            for (boolean value : relevant) {
                if (value) {
                    return true;
                }
            }
            return false;
        }

        /** Returns the mean of the precision at the rank of each relevant candidate. */
        public double averagePrecision() {
            double sum = 0;
            int hits = 0;
            int rank = 0;
            for (int i : order()) {
                rank++;
                if (relevant[i]) {
                    hits++;
                    sum += (double) hits / rank;
                }
            }
            return sum / hits;
        }

        /** Returns 1 / rank of the first relevant candidate. */
        public double reciprocalRank() {
            int rank = 0;
            for (int i : order()) {
                rank++;
                if (relevant[i]) {
                    return 1.0 / rank;
                }
            }
            return 0;
        }

        double ndcg() {
            double[] ranked = Arrays.stream(order()).mapToDouble(i -> gains[i]).toArray();
            double[] best = gains.clone();
            Arrays.sort(best);
            for (int i = 0; i < best.length / 2; i++) {
                double swapped = best[i];
                best[i] = best[best.length - 1 - i];
                best[best.length - 1 - i] = swapped;
            }
            return discounted(ranked) / discounted(best);
        }

        private static double discounted(double[] gains) {
            double sum = 0;
            for (int i = 0; i < Math.min(TOP, gains.length); i++) {
                sum += gains[i] / (Math.log(i + 2) / Math.log(2));
            }
            return sum;
        }
    }

    /** Returns the means over queries. They are NaN if no query has a relevant candidate. */
    public static RankingReport of(List<Query> queries) {
        List<Query> used = queries.stream().filter(Query::hasRelevant).toList();
        return new RankingReport(
                mean(used, Query::averagePrecision),
                mean(used, Query::ndcg),
                mean(used, Query::reciprocalRank),
                used.size(),
                queries.size() - used.size());
    }

    private static double mean(List<Query> queries, ToDoubleFunction<Query> figure) {
        return queries.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    /** Returns the metrics by the names under which they are reported. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("map", meanAveragePrecision);
        metrics.put("ndcg_at_10", ndcg);
        metrics.put("mrr", meanReciprocalRank);
        return metrics;
    }
}
