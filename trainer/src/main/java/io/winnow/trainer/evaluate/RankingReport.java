package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How well distances rank the candidates of queries. Candidates stand by ascending distance, equal ones in stored order; a query without
 * a relevant candidate is left out.
 *
 * @param meanAveragePrecision over the whole list of each query
 * @param ndcg at 10, with the candidates' gains: sum of gain / log2(rank + 1), by the same of the best order
 * @param meanReciprocalRank of the first relevant candidate
 * @param queries that have a relevant candidate
 * @param skipped those left out
 */
public record RankingReport(
        double meanAveragePrecision, double ndcg, double meanReciprocalRank, int queries, int skipped) {
    private static final int TOP = 10;

    /**
     * The candidates of one query, in stored order.
     *
     * @param distances to the query
     * @param gains of each candidate, at least 0
     */
    @SuppressWarnings("ArrayRecordComponent") // a list; never compared
    public record Query(double[] distances, boolean[] relevant, double[] gains) {
        private int[] order() {
            Integer[] order = new Integer[distances.length];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, Comparator.comparingDouble(i -> distances[i]));
            return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
        }

        private boolean hasRelevant() {
            for (boolean value : relevant) {
                if (value) {
                    return true;
                }
            }
            return false;
        }

        /** The mean of the precision at each relevant candidate. */
        double averagePrecision() {
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

        double reciprocalRank() {
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

    /** Over some queries; NaN where none has a relevant candidate. */
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

    /** The figures of a table of results. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("map", meanAveragePrecision);
        metrics.put("ndcg_at_10", ndcg);
        metrics.put("mrr", meanReciprocalRank);
        return metrics;
    }
}
