package io.winnow.trainer.recipe.discover;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.evaluate.DiscoveryReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Estimates the number of classes: k-means on labelled and unlabelled examples together, for several k; the k whose clusters fit the labels
 * best (Vaze et al., CVPR 2022). The published search by Brent's method may end anywhere on this noisy curve; instead, values on a
 * logarithmic grid are tried, and then values between the neighbours of the best one.
 *
 * @param curve mean agreement with the labels for each k, ascending
 */
record ClassCount(List<Point> curve) {
    private static final int VALUES = 12;
    private static final int SEEDS = 3;

    /**
     * The agreement at one k.
     *
     * @param mean mean over seeds
     * @param standardError standard error of the mean
     */
    record Point(int k, double mean, double standardError) {}

    /**
     * Tries values.
     *
     * @param vectors vectors by rows (N, D)
     * @param given class of each example, or -1 (N)
     * @param old number of classes with labels
     * @param most largest value
     */
    static ClassCount estimate(
            float[][] vectors, int[] given, int old, int most, long seed, NDManager manager, Consumer<Point> tried) {
        int[] labelled =
                IntStream.range(0, given.length).filter(i -> given[i] >= 0).toArray();
        int[] nothing = new int[given.length];
        Arrays.fill(nothing, -1);
        TrueLabels known =
                new TrueLabels(Arrays.stream(labelled).map(i -> given[i]).toArray());
        List<Point> points = new ArrayList<>();
        int[] grid = grid(old, most);
        for (int pass = 0; pass < 2; pass++) {
            Collection<Integer> values = new TreeSet<>();
            if (pass == 0) {
                Arrays.stream(grid).forEach(values::add);
            } else {
                int best = new ClassCount(points).k();
                int[] below = Arrays.stream(grid).filter(k -> k < best).toArray();
                int[] above = Arrays.stream(grid).filter(k -> k > best).toArray();
                Arrays.stream(grid(
                                below.length == 0 ? old : below[below.length - 1], above.length == 0 ? most : above[0]))
                        .forEach(values::add);
                points.forEach(point -> values.remove(point.k()));
            }
            for (int k : values) {
                double[] scores = new double[SEEDS];
                for (int s = 0; s < SEEDS; s++) {
                    int[] clusters = SemiSupervisedKMeans.best(
                                    vectors, nothing, 0, k, 1, CounterRandom.key(seed, k, s), manager)
                            .clusters();
                    scores[s] = DiscoveryReport.of(
                                    Arrays.stream(labelled)
                                            .map(i -> clusters[i])
                                            .toArray(),
                                    known,
                                    old)
                            .all();
                }
                double mean = Arrays.stream(scores).average().orElseThrow();
                double variance = Arrays.stream(scores)
                                .map(score -> (score - mean) * (score - mean))
                                .sum()
                        / (SEEDS - 1);
                Point point = new Point(k, mean, Math.sqrt(variance / SEEDS));
                points.add(point);
                tried.accept(point);
            }
        }
        points.sort(Comparator.comparingInt(Point::k));
        return new ClassCount(points);
    }

    /** Returns at most 12 whole numbers from low to high with equal ratios. */
    static int[] grid(int low, int high) {
        return IntStream.range(0, VALUES)
                .map(i -> (int) Math.round(low * Math.pow((double) high / low, i / (VALUES - 1.0))))
                .distinct()
                .toArray();
    }

    /** Of equally good values, the largest: too many classes do less harm than too few. */
    private Point best() {
        return curve.stream()
                .max(Comparator.comparingDouble(Point::mean).thenComparingInt(Point::k))
                .orElseThrow();
    }

    /** Returns the estimate. */
    int k() {
        return best().k();
    }

    /** Returns the smallest and the largest k whose agreement is within one standard error of the best. */
    int[] range() {
        double least = best().mean() - best().standardError();
        int[] within = curve.stream()
                .filter(point -> point.mean() >= least)
                .mapToInt(Point::k)
                .sorted()
                .toArray();
        return new int[] {within[0], within[within.length - 1]};
    }
}
