package io.winnow.trainer.select;

import io.winnow.datasets.random.Beta;
import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Thompson sampling of clusters, as Learning to Sample uses it (Barbosa et al., SIGMOD 2025, arXiv 2504.21211): each cluster has wins and losses,
 * and the cluster with the largest draw from its beta distribution is asked next.
 *
 * @param wins number of rounds of each cluster with a reward (C), with decay
 * @param losses number of rounds of each cluster without one (C), with decay
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
record ClusterBandit(double[] wins, double[] losses) {
    private static final double PRIOR = 0.5;
    /** What remains of all counts after a round, so that old rounds count less. */
    private static final double DECAY = 0.99;

    static ClusterBandit of(int clusters) {
        return new ClusterBandit(new double[clusters], new double[clusters]);
    }

    int size() {
        return wins.length;
    }

    /** Returns the bandit after a round of a cluster. A reward of 0 is a loss. */
    ClusterBandit after(int cluster, double reward) {
        double[] won = wins.clone();
        double[] lost = losses.clone();
        (reward > 0 ? won : lost)[cluster]++;
        return new ClusterBandit(decayed(won), decayed(lost));
    }

    private static double[] decayed(double[] counts) {
        return Arrays.stream(counts).map(count -> DECAY * count).toArray();
    }

    /** Draws a number for each cluster (C) from its beta distribution. */
    double[] draws(CounterRandom random) {
        return IntStream.range(0, size())
                .mapToDouble(cluster -> Beta.draw(wins[cluster] + PRIOR, losses[cluster] + PRIOR, random))
                .toArray();
    }

    /** Returns the cluster with the largest draw among some; -1 if there is none. */
    static int arm(double[] draws, IntPredicate allowed) {
        int best = -1;
        for (int cluster = 0; cluster < draws.length; cluster++) {
            best = allowed.test(cluster) && (best < 0 || draws[cluster] > draws[best]) ? cluster : best;
        }
        return best;
    }
}
