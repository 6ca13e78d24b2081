package io.winnow.trainer.recipe.recommend;

import io.winnow.datasets.interaction.Interactions;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;

/** The votes of the training in random order, each with other items that its user did not choose. */
final class VoteBatches {
    private static final long OTHERS = 1;

    private final int[][] chosen;
    private final int itemCount;
    private final int perVote;
    private final int[] voters;
    private final int[] votes;

    /**
     * Creates batches.
     *
     * @param chosen items of each user, ascending
     * @param itemCount number of items (N)
     * @param perVote number of other items for each vote (s)
     */
    VoteBatches(int[][] chosen, int itemCount, int perVote) {
        this.chosen = chosen;
        this.itemCount = itemCount;
        this.perVote = perVote;
        voters = new int[Interactions.count(chosen)];
        votes = new int[voters.length];
        int next = 0;
        for (int user = 0; user < chosen.length; user++) {
            for (int item : chosen[user]) {
                voters[next] = user;
                votes[next++] = item;
            }
        }
    }

    /** Receives a batch, see {@link Factorization#step}. */
    @FunctionalInterface
    interface Consumer {
        void take(int[] voters, int[] chosen, int[] others);
    }

    /** Passes the batches of an epoch to a consumer. They are a function of the seed and the epoch. */
    void epoch(int batchSize, long seed, int epoch, Consumer consumer) {
        int[] order = Permutation.of(voters.length, seed, epoch);
        for (int start = 0; start < order.length; start += batchSize) {
            int[] batch = Arrays.copyOfRange(order, start, Math.min(start + batchSize, order.length));
            CounterRandom random = CounterRandom.of(seed, epoch, OTHERS, start);
            int[] users = Arrays.stream(batch).map(vote -> voters[vote]).toArray();
            int[] others = new int[batch.length * perVote];
            for (int i = 0; i < others.length; i++) {
                others[i] = other(chosen[users[i / perVote]], random);
            }
            consumer.take(users, Arrays.stream(batch).map(vote -> votes[vote]).toArray(), others);
        }
    }

    /**
     * Draws an item uniformly among those that a user did not choose; -1 if there are none. The r-th of these items is r plus the number of
     * chosen items below it.
     *
     * @param own items that the user chose, ascending
     */
    private int other(int[] own, CounterRandom random) {
        if (own.length == itemCount) {
            return -1;
        }
        int rank = random.nextInt(itemCount - own.length);
        int low = 0;
        int high = own.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (own[middle] - middle <= rank) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return rank + low;
    }
}
