package io.winnow.trainer.select;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.random.Permutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * ProbCover (Yehuda et al., NeurIPS 2022, arXiv 2205.11320, algorithm 1): greedily covers as many items as possible with balls of radius
 * delta around the chosen ones. Delta is the largest of 20 candidates at which 95% of the balls hold items of one cluster only, for as many
 * clusters as there are classes (section 4.2). The score is the number of items that the choice covers first. When everything is covered,
 * TypiClust goes on.
 *
 * <p>Of a pool with more than 5,000 items, a random sample and the labelled items are considered: the graph of neighbours would be too large.
 */
record ProbCover() implements Strategy {
    private static final int MOST = 5000;
    private static final int CANDIDATES = 20;
    private static final int SAMPLE = 2000;
    private static final double PURE = 0.95;
    private static final int TILE = 1 << 22;
    private static final long STREAM = 47;

    @Override
    public String key() {
        return "probcover";
    }

    @Override
    public String description() {
        return "covers as many items as possible with balls around the labelled ones";
    }

    @Override
    public List<Choice> choose(Pool pool, int count, long seed) {
        int most = Math.min(count, pool.unlabelled().length);
        if (most == 0) {
            return List.of();
        }
        int[] rows = considered(pool, seed);
        Vectors vectors = pool.vectors().select(rows);
        boolean[] labelled = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            labelled[i] = pool.labelled()[rows[i]];
        }
        double delta = delta(vectors, Math.min(pool.classes(), rows.length), seed, pool.manager());
        List<Choice> chosen = new ArrayList<>();
        for (Choice choice : cover(vectors, labelled, delta, most, pool.manager())) {
            chosen.add(new Choice(rows[choice.row()], key(), choice.score()));
        }
        if (chosen.size() < most) {
            chosen.addAll(new TypiClust().choose(pool.without(chosen), most - chosen.size(), seed));
        }
        return chosen;
    }

    private static int[] considered(Pool pool, long seed) {
        if (pool.size() <= MOST) {
            return IntStream.range(0, pool.size()).toArray();
        }
        int[] open = pool.unlabelled();
        int[] order = Permutation.of(open.length, seed, STREAM);
        IntStream drawn = IntStream.range(0, Math.min(MOST, open.length)).map(i -> open[order[i]]);
        IntStream known = IntStream.range(0, pool.size()).filter(row -> pool.labelled()[row]);
        return IntStream.concat(known, drawn).sorted().toArray();
    }

    /** Covers greedily; ends early when every row is covered. */
    List<Choice> cover(Vectors vectors, boolean[] labelled, double delta, int count, NDManager manager) {
        int[][] balls = balls(vectors, delta, manager);
        boolean[] covered = new boolean[balls.length];
        int[] gains = Arrays.stream(balls).mapToInt(ball -> ball.length).toArray();
        for (int row = 0; row < balls.length; row++) {
            if (labelled[row]) {
                mark(balls, row, covered, gains);
            }
        }
        List<Choice> chosen = new ArrayList<>();
        while (chosen.size() < count) {
            int best = -1;
            for (int row = 0; row < gains.length; row++) {
                best = !labelled[row] && gains[row] > (best < 0 ? 0 : gains[best]) ? row : best;
            }
            if (best < 0) {
                return chosen;
            }
            chosen.add(new Choice(best, key(), gains[best]));
            mark(balls, best, covered, gains);
        }
        return chosen;
    }

    /** Marks the ball of a row as covered, and lowers what its members add to other balls. */
    private static void mark(int[][] balls, int row, boolean[] covered, int[] gains) {
        for (int member : balls[row]) {
            if (!covered[member]) {
                covered[member] = true;
                for (int neighbour : balls[member]) {
                    gains[neighbour]--; // being within delta is mutual
                }
            }
        }
    }

    /** Returns the rows within less than delta of each row, itself included. */
    private static int[][] balls(Vectors vectors, double delta, NDManager manager) {
        int size = vectors.rows();
        int[][] balls = new int[size][];
        float square = (float) (delta * delta);
        tiles(vectors, manager, (row, distances, from) -> {
            int[] ball = new int[size];
            int count = 0;
            for (int other = 0; other < size; other++) {
                if (distances[from + other] < square || other == row) {
                    ball[count++] = other;
                }
            }
            balls[row] = Arrays.copyOf(ball, count);
        });
        return balls;
    }

    /** Returns the radius of the balls. */
    private static double delta(Vectors vectors, int classes, long seed, NDManager manager) {
        double[] impure =
                impure(vectors, Clustering.of(vectors, classes, seed, manager).clusters(), manager);
        double[] candidates = candidates(vectors, seed, manager);
        double found = candidates[0];
        for (double candidate : candidates) {
            found = purity(impure, candidate) >= PURE ? candidate : found;
        }
        return found;
    }

    /** Returns 20 distances from the 1st to the 50th percentile of those in a sample, ascending. */
    private static double[] candidates(Vectors vectors, long seed, NDManager manager) {
        int[] drawn = Arrays.copyOf(Permutation.of(vectors.rows(), seed, STREAM + 1), Math.min(SAMPLE, vectors.rows()));
        Vectors sample = vectors.select(drawn);
        float[] distances = sample.squaredDistances(0, sample.rows(), sample, manager);
        for (int i = 0; i < drawn.length; i++) {
            distances[i * drawn.length + i] = Float.NEGATIVE_INFINITY; // of a row to itself
        }
        Arrays.sort(distances);
        int own = drawn.length;
        int pairs = distances.length - own;
        return IntStream.range(0, CANDIDATES)
                .mapToDouble(i -> {
                    double share = 0.01 + 0.49 * i / (CANDIDATES - 1);
                    int place = own + (int) Math.min(pairs - 1.0, share * pairs);
                    return Math.sqrt(Math.max(0, distances[Math.min(place, distances.length - 1)]));
                })
                .toArray();
    }

    /** Returns the distance of each row to the nearest one of another cluster; up to it, the ball of the row is pure. */
    static double[] impure(Vectors vectors, int[] clusters, NDManager manager) {
        double[] nearest = new double[vectors.rows()];
        tiles(vectors, manager, (row, distances, from) -> {
            float least = Float.POSITIVE_INFINITY;
            int own = clusters[row];
            for (int other = 0; other < clusters.length; other++) {
                least = clusters[other] != own ? Math.min(least, distances[from + other]) : least;
            }
            nearest[row] = Math.sqrt(least);
        });
        return nearest;
    }

    /** Returns the share of rows whose ball is pure. */
    static double purity(double[] impure, double delta) {
        return (double) Arrays.stream(impure)
                        .filter(distance -> distance >= delta)
                        .count()
                / impure.length;
    }

    /** Takes the squared distances of a row to all rows, which begin at a place of an array. */
    @FunctionalInterface
    private interface Row {
        void take(int row, float[] distances, int from);
    }

    private static void tiles(Vectors vectors, NDManager manager, Row consumer) {
        int size = vectors.rows();
        int tile = Math.max(1, TILE / size);
        for (int first = 0; first < size; first += tile) {
            int start = first;
            int count = Math.min(tile, size - first);
            float[] distances = vectors.squaredDistances(first, count, vectors, manager);
            IntStream.range(0, count).parallel().forEach(i -> consumer.take(start + i, distances, i * size));
        }
    }
}
