package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Judges the best k items of each user. All items that are not hidden are candidates: figures that rank against a sample of them cannot be
 * compared. Users who want nothing are left out of the means.
 *
 * @param cutoffs the figures at each k
 * @param users number of users who want something
 */
public record RecommendationReport(List<Cutoff> cutoffs, int users) {
    /**
     * The figures at one k, means over users who want something.
     *
     * @param recall share of the wanted items that are among the best k
     * @param precision number of wanted items among the best k, divided by k
     * @param f1 harmonic mean of precision and recall of a user
     * @param ndcg sum of 1 / log2(rank + 1) over the wanted items among the best k, divided by the largest possible sum
     * @param coverage share of all items that are among the best k of some user who wants something
     * @param popularity mean over the recommended items of the number of users who chose them in training
     * @param popularTenth share of the recommended items that are among the tenth of all items with the largest numbers of users who chose
     *     them in training; a tenth is rounded up, and of items with equal numbers those that come first belong to it
     */
    public record Cutoff(
            int k,
            double recall,
            double precision,
            double f1,
            double ndcg,
            double coverage,
            double popularity,
            double popularTenth) {}

    /**
     * Ranks the items of each user.
     *
     * @param hidden items of each user that are no candidates, ascending (M, ..)
     * @param wanted items of each user that should be found, ascending, none of them hidden (M, ..)
     * @param popularity number of users who chose each item in training (N)
     * @param ks the cutoffs
     */
    public static RecommendationReport of(
            ItemScores scores, int[][] hidden, int[][] wanted, int[] popularity, int... ks) {
        int[] users = IntStream.range(0, wanted.length)
                .filter(user -> wanted[user].length > 0)
                .toArray();
        int most = Arrays.stream(ks).max().orElseThrow();
        int[][] best = Arrays.stream(users)
                .parallel()
                .mapToObj(user -> ItemScores.best(scores.of(user), hidden[user], most))
                .toArray(int[][]::new);
        return new RecommendationReport(
                Arrays.stream(ks)
                        .mapToObj(k -> cutoff(k, users, best, wanted, popularity))
                        .toList(),
                users.length);
    }

    private static Cutoff cutoff(int k, int[] users, int[][] best, int[][] wanted, int[] popularity) {
        BitSet tenth = popularTenth(popularity);
        long fromTenth = 0;
        double recall = 0;
        double precision = 0;
        double f1 = 0;
        double ndcg = 0;
        long votes = 0;
        long shown = 0;
        BitSet covered = new BitSet();
        for (int row = 0; row < users.length; row++) {
            int[] own = wanted[users[row]];
            int hits = 0;
            for (int rank = 0; rank < Math.min(k, best[row].length); rank++) {
                int item = best[row][rank];
                covered.set(item);
                votes += popularity[item];
                fromTenth += tenth.get(item) ? 1 : 0;
                shown++;
                if (Arrays.binarySearch(own, item) >= 0) {
                    hits++;
                }
            }
            double r = (double) hits / own.length;
            double p = (double) hits / k;
            recall += r;
            precision += p;
            f1 += hits == 0 ? 0 : 2 * r * p / (r + p);
            ndcg += ndcg(best[row], own, k);
        }
        int n = users.length;
        return new Cutoff(
                k,
                recall / n,
                precision / n,
                f1 / n,
                ndcg / n,
                (double) covered.cardinality() / popularity.length,
                (double) votes / shown,
                (double) fromTenth / shown);
    }

    /**
     * Returns the NDCG of one user.
     *
     * @param best the recommended items, the best first
     * @param wanted the items that should be found, ascending; not empty
     */
    public static double ndcg(int[] best, int[] wanted, int k) {
        double gain = 0;
        for (int rank = 0; rank < Math.min(k, best.length); rank++) {
            gain += Arrays.binarySearch(wanted, best[rank]) >= 0 ? discount(rank) : 0;
        }
        return gain
                / IntStream.range(0, Math.min(k, wanted.length))
                        .mapToDouble(RecommendationReport::discount)
                        .sum();
    }

    /** Returns the tenth of all items that most users chose. */
    private static BitSet popularTenth(int[] popularity) {
        BitSet tenth = new BitSet();
        IntStream.range(0, popularity.length)
                .boxed()
                .sorted(Comparator.comparingInt(item -> -popularity[item])) // stable
                .limit((popularity.length + 9) / 10)
                .forEach(tenth::set);
        return tenth;
    }

    /** @param rank counted from 0 */
    private static double discount(int rank) {
        return Math.log(2) / Math.log(rank + 2);
    }

    /** Returns the figures by the names under which they are reported. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (Cutoff each : cutoffs) {
            String at = "_at_" + each.k();
            metrics.put("ndcg" + at, each.ndcg());
            metrics.put("recall" + at, each.recall());
            metrics.put("precision" + at, each.precision());
            metrics.put("f1" + at, each.f1());
            metrics.put("coverage" + at, each.coverage());
            metrics.put("popularity" + at, each.popularity());
            metrics.put("popular_tenth" + at, each.popularTenth());
        }
        metrics.put("users", (double) users);
        return metrics;
    }
}
