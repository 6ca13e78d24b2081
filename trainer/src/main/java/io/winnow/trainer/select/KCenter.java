package io.winnow.trainer.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Greedy k-center (Sener and Savarese, ICLR 2018, arXiv 1708.00489, algorithm 1): each time, the item farthest from all labelled and chosen
 * ones. Without labels, the first is the one nearest to the mean. It takes outliers first. The score is the covering radius after
 * the choice: the distance of the farthest item to its nearest labelled or chosen one.
 */
record KCenter() implements Strategy {
    @Override
    public String key() {
        return "k-center";
    }

    @Override
    public String description() {
        return "takes the item farthest from all labelled ones, again and again";
    }

    @Override
    public List<Choice> choose(Pool pool, int count, long seed) {
        Vectors vectors = pool.vectors();
        Columns columns = new Columns(vectors);
        boolean[] taken = pool.labelled().clone();
        float[] nearest = new float[pool.size()];
        Arrays.fill(nearest, Float.POSITIVE_INFINITY);
        for (int row = 0; row < taken.length; row++) {
            if (taken[row]) {
                columns.closer(row, nearest);
            }
        }
        int most = Math.min(count, pool.unlabelled().length);
        int next = pool.labelledCount() == 0 ? vectors.nearestToMean() : farthest(nearest, taken);
        List<Choice> chosen = new ArrayList<>();
        while (chosen.size() < most) {
            taken[next] = true;
            columns.closer(next, nearest);
            int following = farthest(nearest, taken);
            chosen.add(new Choice(next, key(), following < 0 ? 0 : Math.sqrt(nearest[following])));
            next = following;
        }
        return chosen;
    }

    /** Returns the row that is farthest from its nearest chosen one; -1 if all are taken. */
    private static int farthest(float[] nearest, boolean[] taken) {
        int found = -1;
        for (int row = 0; row < taken.length; row++) {
            found = !taken[row] && (found < 0 || nearest[row] > nearest[found]) ? row : found;
        }
        return found;
    }
}
