package io.winnow.trainer.select;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Learning to Sample (Barbosa et al., "A Cost-Effective LLM-based Approach to Identify Wildlife Trafficking in Online Marketplaces", SIGMOD 2025,
 * arXiv 2504.21211): a bandit chooses the cluster that a round is drawn from, half of it items that the model takes for the rare class.
 *
 * <p>A round is a win of its cluster if it has a reward above 0. If no validation items measure one, the reward is the share of the rare class in
 * the round less that in all rounds before it. A round in which another strategy stands in, since there is no model yet, rewards no cluster. If a cluster has too few items for a round, the next one fills it up. The published program draws
 * until a cluster has an item that the model takes for the rare class, however long that takes; here, the cluster with the highest mean
 * probability is taken after as many draws as there are clusters. The score is the number of the cluster.
 */
record LearningToSample() implements RareClassStrategy {
    private static final long DRAW = 45;
    private static final long ORDER = 46;

    @Override
    public String key() {
        return "lts";
    }

    @Override
    public String description() {
        return "takes items of one of 20 clusters, which a bandit learns to choose; half of them seem to be of the rare class";
    }

    @Override
    public boolean learnsFromRewards() {
        return true;
    }

    @Override
    public List<Choice> choose(Pool pool, int count, long seed) {
        int clusters = Math.min(ClusterShare.CLUSTERS, pool.size());
        if (clusters == 0) {
            return List.of();
        }
        int[] of = Clustering.of(pool.vectors(), clusters, 0, pool.manager()).clusters();
        ClusterBandit bandit = replay(pool.history(), of, clusters);
        int[][] open = new int[clusters][];
        for (int cluster = 0; cluster < clusters; cluster++) {
            int own = cluster;
            open[cluster] = IntStream.of(pool.unlabelled())
                    .filter(row -> of[row] == own)
                    .toArray();
        }
        float[] probabilities = pool.rareProbabilities();
        boolean[] seem = pool.seemRare();
        List<Choice> chosen = new ArrayList<>();
        for (int part = 0; chosen.size() < count; part++) {
            int arm = arm(probabilities, seem, bandit, open, CounterRandom.key(seed, DRAW, part));
            if (arm < 0) {
                break;
            }
            int[] rows = open[arm];
            int[] order = Permutation.of(rows.length, CounterRandom.key(seed, ORDER, part));
            int[] shuffled = IntStream.of(order).map(i -> rows[i]).toArray();
            for (int row : batch(shuffled, seem, count - chosen.size())) {
                chosen.add(new Choice(row, key(), arm));
            }
            open[arm] = new int[0];
        }
        return chosen;
    }

    /** Returns the bandit after earlier rounds; each counts for the cluster that most of its items were drawn from. */
    private ClusterBandit replay(List<AskedRound> history, int[] of, int clusters) {
        ClusterBandit bandit = ClusterBandit.of(clusters);
        long asked = 0;
        long positives = 0;
        for (AskedRound round : history) {
            int[] counts = new int[clusters];
            List<AskedRound.Asked> own = round.items().stream()
                    .filter(each -> each.strategy().equals(key()))
                    .toList();
            own.forEach(each -> counts[of[each.row()]]++);
            if (!own.isEmpty()) {
                int arm = IntStream.range(0, clusters)
                        .reduce(0, (best, each) -> counts[each] > counts[best] ? each : best);
                double share = own.stream().filter(AskedRound.Asked::positive).count() / (double) own.size();
                double before = asked == 0 ? 0 : (double) positives / asked;
                bandit = bandit.after(arm, round.reward().orElse(share - before));
            }
            asked += round.items().size();
            positives += round.positives();
        }
        return bandit;
    }

    /** Returns the cluster to draw from; -1 if all are exhausted. */
    private static int arm(float[] probabilities, boolean[] seem, ClusterBandit bandit, int[][] open, long seed) {
        for (int draw = 0; draw < bandit.size(); draw++) {
            double[] draws = bandit.draws(CounterRandom.of(seed, draw));
            int arm = ClusterBandit.arm(draws, cluster -> open[cluster].length > 0);
            if (arm < 0 || IntStream.of(open[arm]).anyMatch(row -> seem[row])) {
                return arm;
            }
        }
        double[] means = Arrays.stream(open)
                .mapToDouble(rows -> IntStream.of(rows)
                        .mapToDouble(row -> probabilities[row])
                        .average()
                        .orElse(-1))
                .toArray();
        return ClusterBandit.arm(means, cluster -> open[cluster].length > 0);
    }

    /**
     * Returns a part of some rows: half of it rows that seem to be of the rare class, the rest others; if there are too few of one kind, the
     * other fills in.
     *
     * @param order the rows in random order
     * @param seem whether each row of the pool seems to be of the rare class
     */
    static int[] batch(int[] order, boolean[] seem, int count) {
        int[] positive = IntStream.of(order).filter(row -> seem[row]).toArray();
        int[] negative = IntStream.of(order).filter(row -> !seem[row]).toArray();
        int half = Math.min(count / 2, positive.length);
        int others = Math.min(count - half, negative.length);
        int more = Math.min(count - half - others, positive.length - half);
        return IntStream.concat(
                        IntStream.concat(
                                IntStream.of(positive).limit(half),
                                IntStream.of(negative).limit(others)),
                        IntStream.of(positive).skip(half).limit(more))
                .toArray();
    }
}
