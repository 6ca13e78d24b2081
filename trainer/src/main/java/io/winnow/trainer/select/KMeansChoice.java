package io.winnow.trainer.select;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Clusters the items without a label into as many clusters as there are items to choose, and takes the item nearest to each center. The score
 * is the size of the cluster; the largest comes first.
 */
record KMeansChoice() implements Strategy {
    @Override
    public String key() {
        return "k-means";
    }

    @Override
    public String description() {
        return "takes the item nearest to the center of each of as many clusters as items are wanted";
    }

    @Override
    public List<Choice> choose(Pool pool, int count, long seed) {
        return centers(pool, pool.unlabelled(), count, seed, key());
    }

    /** Chooses among some rows. */
    static List<Choice> centers(Pool pool, int[] rows, int count, long seed, String key) {
        int k = Math.min(count, rows.length);
        if (k == 0) {
            return List.of();
        }
        Vectors vectors = pool.vectors().select(rows);
        Clustering found = Clustering.of(vectors, k, seed, pool.manager());
        List<Choice> chosen = new ArrayList<>();
        boolean[] taken = new boolean[rows.length];
        int[][] members = found.members();
        for (int center = 0; center < k; center++) {
            int[] own = members[center];
            int nearest = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int row : own) {
                double distance = distance(vectors, row, found.centers(), center);
                if (distance < least) {
                    least = distance;
                    nearest = row;
                }
            }
            if (nearest >= 0) {
                taken[nearest] = true;
                chosen.add(new Choice(rows[nearest], key, own.length));
            }
        }
        chosen.sort(Uncertainty.HIGHEST_FIRST);
        int missing = k - chosen.size();
        // A cluster may be empty if rows are equal: the first rows that are left stand in for it.
        IntStream.range(0, rows.length)
                .filter(i -> !taken[i])
                .limit(missing)
                .forEach(i -> chosen.add(new Choice(rows[i], key, 0)));
        return chosen;
    }

    private static double distance(Vectors vectors, int row, Vectors centers, int center) {
        return vectors.dot(row, vectors, row)
                + centers.dot(center, centers, center)
                - 2 * vectors.dot(row, centers, center);
    }
}
