package io.winnow.trainer.select;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Takes the same number of items of each cluster, at random: the baseline of Learning to Sample (lts.md, "equal share of each cluster"). If a
 * rare class is looked for, half of each share are items that the model takes for that class and half are others; where there are too few of
 * one kind, the other fills in. The score is the number of the cluster.
 */
record ClusterShare() implements Strategy {
    /** Number of clusters; fewer items are one cluster each. */
    static final int CLUSTERS = 20;

    private static final long ORDER = 43;
    private static final long FIRST = 44;

    @Override
    public String key() {
        return "cluster-share";
    }

    @Override
    public String description() {
        return "takes the same number of items of each of 20 clusters; of a rare class, half that seem to have it";
    }

    @Override
    public List<Choice> choose(Pool pool, int count, long seed) {
        if (pool.size() == 0) {
            return List.of();
        }
        // The clusters are those of all items, so that they are the same in all rounds, whatever the seed of a round
        // is.
        int clusters = Math.min(CLUSTERS, pool.size());
        int[] of = Clustering.of(pool.vectors(), clusters, 0, pool.manager()).clusters();
        List<List<Integer>> queues = new ArrayList<>();
        for (int cluster = 0; cluster < clusters; cluster++) {
            int own = cluster;
            int[] open = IntStream.of(pool.unlabelled())
                    .filter(row -> of[row] == own)
                    .toArray();
            int[] order = Permutation.of(open.length, CounterRandom.key(seed, ORDER, cluster));
            queues.add(
                    alternating(pool, IntStream.of(order).mapToObj(i -> open[i]).toList()));
        }
        // If the number of items is no multiple of that of the clusters, random ones get one more.
        int[] turns = Permutation.of(clusters, CounterRandom.key(seed, FIRST));
        List<Choice> chosen = new ArrayList<>();
        for (int round = 0; chosen.size() < count && round < pool.size(); round++) {
            for (int turn = 0; turn < clusters && chosen.size() < count; turn++) {
                List<Integer> queue = queues.get(turns[turn]);
                if (round < queue.size()) {
                    chosen.add(new Choice(queue.get(round), key(), turns[turn]));
                }
            }
        }
        return chosen;
    }

    /** Arranges rows such that those that seem to be of the rare class, and others, take turns as long as there are both. */
    private static List<Integer> alternating(Pool pool, List<Integer> rows) {
        if (pool.positive().isEmpty() || pool.probabilities().isEmpty()) {
            return rows;
        }
        boolean[] seem = pool.seemRare();
        List<Integer> positive = new ArrayList<>();
        List<Integer> negative = new ArrayList<>();
        for (int row : rows) {
            (seem[row] ? positive : negative).add(row);
        }
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < Math.max(positive.size(), negative.size()); i++) {
            if (i < positive.size()) {
                all.add(positive.get(i));
            }
            if (i < negative.size()) {
                all.add(negative.get(i));
            }
        }
        return all;
    }
}
