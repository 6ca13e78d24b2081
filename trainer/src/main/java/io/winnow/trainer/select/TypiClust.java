package io.winnow.trainer.select;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.random.Permutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * TypiClust (Hacohen et al., ICML 2022, arXiv 2202.02794, algorithm 1): as many clusters as there will be labels, and in each cluster without
 * labels the most typical item, whose neighbours are nearest. For small budgets, when a model is still too weak to say what is uncertain. The
 * score is the typicality, the inverse of the mean distance to the nearest neighbours. As in the paper, these are distances; the published
 * code takes their squares.
 */
record TypiClust() implements Strategy {
    private static final int MOST_CLUSTERS = 500;
    /** Clusters of at most this size are left out, unless all are. */
    private static final int SMALL = 5;

    private static final int NEIGHBOURS = 20;
    private static final double OFFSET = 1e-5;
    /** In a larger cluster, neighbours are sought among a random sample of its members. */
    private static final int MOST_NEIGHBOURS = 5000;

    private static final int TILE = 1 << 22;
    private static final long STREAM = 43;

    @Override
    public String key() {
        return "typiclust";
    }

    @Override
    public String description() {
        return "takes the most typical item of each cluster that has no labels yet";
    }

    @Override
    public List<Choice> choose(Pool pool, int count, long seed) {
        int most = Math.min(count, pool.unlabelled().length);
        if (most == 0) {
            return List.of();
        }
        int k = Math.min(pool.size(), Math.min(MOST_CLUSTERS, pool.labelledCount() + most));
        int[][] members = Clustering.of(pool.vectors(), k, seed, pool.manager()).members();
        return choose(pool, members, most, seed);
    }

    /** A cluster in the order of being visited. */
    private static final class Cluster {
        private final int size;
        private final List<Integer> open = new ArrayList<>();

        Cluster(int[] members, boolean[] labelled) {
            size = members.length;
            for (int row : members) {
                if (!labelled[row]) {
                    open.add(row);
                }
            }
        }

        int labelledCount() {
            return size - open.size();
        }
    }

    /** Chooses items of given clusters. */
    List<Choice> choose(Pool pool, int[][] members, int count, long seed) {
        List<Cluster> all = Arrays.stream(members)
                .map(rows -> new Cluster(rows, pool.labelled()))
                .toList();
        List<Cluster> large =
                all.stream().filter(cluster -> cluster.size > SMALL).toList();
        List<Choice> chosen = new ArrayList<>(visit(pool, large.isEmpty() ? all : large, count, seed));
        if (chosen.size() < count && !large.isEmpty()) {
            // The large clusters have no more items.
            List<Cluster> small =
                    all.stream().filter(cluster -> cluster.size <= SMALL).toList();
            chosen.addAll(visit(pool, small, count - chosen.size(), seed));
        }
        return chosen;
    }

    private List<Choice> visit(Pool pool, List<Cluster> clusters, int count, long seed) {
        List<Cluster> order = clusters.stream()
                .sorted(Comparator.comparingInt(Cluster::labelledCount).thenComparingInt(cluster -> -cluster.size))
                .toList();
        List<Choice> chosen = new ArrayList<>();
        boolean more = true;
        while (more && chosen.size() < count) {
            more = false;
            for (Cluster cluster : order) {
                if (chosen.size() < count && !cluster.open.isEmpty()) {
                    Choice choice = mostTypical(pool, cluster.open, seed);
                    cluster.open.remove((Integer) choice.row());
                    chosen.add(choice);
                    more = true;
                }
            }
        }
        return chosen;
    }

    private Choice mostTypical(Pool pool, List<Integer> open, long seed) {
        int[] rows = open.stream().mapToInt(Integer::intValue).toArray();
        int neighbours = Math.min(NEIGHBOURS, rows.length / 2);
        if (neighbours == 0) {
            return new Choice(rows[0], key(), 0);
        }
        double[] typicality = typicality(pool.vectors().select(rows), neighbours, seed, pool.manager());
        int best = 0;
        for (int i = 1; i < rows.length; i++) {
            best = typicality[i] > typicality[best] ? i : best;
        }
        return new Choice(rows[best], key(), typicality[best]);
    }

    /** Returns 1 / (mean distance to the nearest other rows + 1e-5) of each row. */
    private static double[] typicality(Vectors cluster, int neighbours, long seed, NDManager manager) {
        int size = cluster.rows();
        int[] sample = size <= MOST_NEIGHBOURS
                ? IntStream.range(0, size).toArray()
                : Arrays.copyOf(Permutation.of(size, seed, STREAM), MOST_NEIGHBOURS);
        Vectors others = size <= MOST_NEIGHBOURS ? cluster : cluster.select(sample);
        double[] typicality = new double[size];
        int tile = Math.max(1, TILE / sample.length);
        for (int first = 0; first < size; first += tile) {
            int count = Math.min(tile, size - first);
            float[] squares = cluster.squaredDistances(first, count, others, manager);
            for (int i = 0; i < count; i++) {
                float[] nearest = new float[neighbours];
                Arrays.fill(nearest, Float.POSITIVE_INFINITY);
                for (int j = 0; j < sample.length; j++) {
                    float square = squares[i * sample.length + j];
                    if (square < nearest[neighbours - 1] && sample[j] != first + i) {
                        insert(nearest, square);
                    }
                }
                double sum = 0;
                for (float square : nearest) {
                    sum += Math.sqrt(square);
                }
                typicality[first + i] = 1 / (sum / neighbours + OFFSET);
            }
        }
        return typicality;
    }

    /** Inserts a number into ascending ones, of which the last is dropped. */
    private static void insert(float[] ascending, float value) {
        int at = ascending.length - 1;
        while (at > 0 && ascending[at - 1] > value) {
            ascending[at] = ascending[at - 1];
            at--;
        }
        ascending[at] = value;
    }
}
