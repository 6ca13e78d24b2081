package io.winnow.trainer.report;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.evaluate.AveragePrecision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Chooses examples that explain each class (dataset-report.md, section 4). The items are divided into thirds within each class: candidates
 * are taken from the first, the average precision that is maximised is that on the second, and the one that is reported is that on the last,
 * beside the baselines.
 */
final class ExampleChoice {
    private static final int MOST = 6;
    private static final double LEAST_GAIN = 0.005;
    private static final int CLUSTERS = 20;
    private static final int PER_CLUSTER = 10;
    private static final int MOST_POOL = 20_000;
    private static final int MOST_JUDGED = 2_000;
    private static final int DRAWS = 10;
    private static final int LIKE_CLASSES = 2;
    private static final int LIKE_ITEMS = 2;
    private static final int ODD = 3;
    /** A class with fewer items is shown as a whole. */
    private static final int FEWEST = 5;

    private static final int RANDOM_STREAM = 17;

    private final int[][] classes;
    private final int classCount;
    private final Representation representation;
    private final long seed;
    private final NDManager manager;
    /** Number of items of each class. */
    private final int[] sizes;

    private final int[][] pools;
    private final int[] validation;
    private final int[] report;
    private final float[][] validationVectors;
    private final float[][] reportVectors;

    /**
     * Divides the items.
     *
     * @param items items with a label that can be read
     * @param classes classes of every item of the data
     */
    ExampleChoice(
            int[] items, int[][] classes, int classCount, Representation representation, long seed, NDManager manager)
            throws IOException {
        this.classes = classes;
        this.classCount = classCount;
        this.representation = representation;
        this.seed = seed;
        this.manager = manager;
        int[] order = Arrays.stream(Permutation.of(items.length, seed))
                .map(i -> items[i])
                .toArray();
        List<List<Integer>> pool = new ArrayList<>();
        IntStream.range(0, classCount).forEach(k -> pool.add(new ArrayList<>()));
        List<Integer> second = new ArrayList<>();
        List<Integer> third = new ArrayList<>();
        int[] seen = new int[classCount];
        sizes = new int[classCount];
        for (int item : order) {
            // An item of several classes belongs to the third that its first class says.
            Arrays.stream(classes[item]).forEach(k -> sizes[k]++);
            switch (seen[classes[item][0]]++ % 3) {
                case 0 -> Arrays.stream(classes[item]).forEach(k -> pool.get(k).add(item));
                case 1 -> second.add(item);
                default -> third.add(item);
            }
        }
        int largest = Math.max(1, MOST_POOL / classCount);
        pools = pool.stream()
                .map(own ->
                        own.stream().limit(largest).mapToInt(i -> i).sorted().toArray())
                .toArray(int[][]::new);
        validation =
                second.stream().limit(MOST_JUDGED).mapToInt(i -> i).sorted().toArray();
        report = third.stream().limit(MOST_JUDGED).mapToInt(i -> i).sorted().toArray();
        validationVectors = representation.of(validation);
        reportVectors = representation.of(report);
    }

    /** Returns the number of items that average precision is computed on. */
    int judged() {
        return report.length;
    }

    /**
     * Chooses the examples of a class.
     *
     * @param words words that are typical of the class
     */
    ClassExamples of(int k, String name, List<String> words) throws IOException {
        int[] pool = pools[k];
        boolean[] relevant = members(validation, k);
        boolean[] judged = members(report, k);
        if (sizes[k] < FEWEST || pool.length < 2 || !any(relevant) || !any(judged)) {
            return new ClassExamples(name, all(k), List.of(), List.of(), words, Map.of());
        }
        float[][] vectors = representation.of(pool);
        int[] near = ClassClusters.nearest(vectors, CLUSTERS, PER_CLUSTER, seed, manager);
        float[][] candidates = select(vectors, near);
        float[][] cosines = Queries.cosines(candidates, validationVectors);
        List<Integer> chosen = Queries.greedy(cosines, relevant, MOST, LEAST_GAIN);
        float[] scores = Queries.scores(cosines, chosen, validation.length);
        Map<String, Double> precision = new LinkedHashMap<>();
        precision.put("greedy", precision(select(candidates, toArray(chosen)), judged));
        precision.put(
                "medoids", precision(select(vectors, ClassClusters.nearest(vectors, MOST, 1, seed, manager)), judged));
        precision.put("nearest_mean", precision(select(vectors, nearestMean(vectors)), judged));
        precision.put("random", random(vectors, judged));
        return new ClassExamples(
                name,
                chosen.stream().map(c -> pool[near[c]]).toList(),
                like(k, scores),
                odd(relevant, scores),
                words,
                precision);
    }

    private List<Integer> all(int k) {
        return IntStream.concat(
                        Arrays.stream(pools[k]),
                        IntStream.concat(Arrays.stream(validation), Arrays.stream(report))
                                .filter(item -> Arrays.stream(classes[item]).anyMatch(each -> each == k)))
                .distinct()
                .limit(FEWEST)
                .boxed()
                .toList();
    }

    private boolean[] members(int[] items, int k) {
        boolean[] members = new boolean[items.length];
        for (int i = 0; i < members.length; i++) {
            members[i] = Arrays.stream(classes[items[i]]).anyMatch(each -> each == k);
        }
        return members;
    }

    private static boolean any(boolean[] values) {
        return IntStream.range(0, values.length).anyMatch(i -> values[i]);
    }

    private static int[] toArray(List<Integer> values) {
        return values.stream().mapToInt(each -> each).toArray();
    }

    private static float[][] select(float[][] vectors, int[] rows) {
        return Arrays.stream(rows).mapToObj(row -> vectors[row]).toArray(float[][]::new);
    }

    private double precision(float[][] queries, boolean[] judged) {
        List<Integer> all = IntStream.range(0, queries.length).boxed().toList();
        return AveragePrecision.of(Queries.scores(Queries.cosines(queries, reportVectors), all, report.length), judged);
    }

    private static int[] nearestMean(float[][] vectors) {
        float[] mean = new float[vectors[0].length];
        for (float[] vector : vectors) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += vector[d];
            }
        }
        float[] cosines = Queries.cosines(new float[][] {Representation.unit(mean)}, vectors)[0];
        return IntStream.range(0, vectors.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -cosines[i]).thenComparing(i -> i))
                .limit(MOST)
                .mapToInt(i -> i)
                .toArray();
    }

    private double random(float[][] vectors, boolean[] judged) {
        double sum = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            long key = CounterRandom.key(seed, RANDOM_STREAM, draw);
            int[] rows = Arrays.stream(Permutation.of(vectors.length, key))
                    .limit(MOST)
                    .toArray();
            sum += precision(select(vectors, rows), judged);
        }
        return sum / DRAWS;
    }

    /** The highest scores of the two other classes whose items have the highest scores on average. */
    private List<Integer> like(int k, float[] scores) {
        double[] sums = new double[classCount];
        int[] counts = new int[classCount];
        for (int i = 0; i < validation.length; i++) {
            for (int other : classes[validation[i]]) {
                sums[other] += scores[i];
                counts[other]++;
            }
        }
        int[] nearest = IntStream.range(0, classCount)
                .filter(other -> other != k && counts[other] > 0)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(other -> -sums[other] / counts[other])
                        .thenComparing(other -> other))
                .limit(LIKE_CLASSES)
                .mapToInt(other -> other)
                .toArray();
        boolean[] own = members(validation, k);
        List<Integer> like = new ArrayList<>();
        for (int other : nearest) {
            boolean[] members = members(validation, other);
            sorted(scores, true)
                    .filter(i -> members[i] && !own[i])
                    .limit(LIKE_ITEMS)
                    .forEach(i -> like.add(validation[i]));
        }
        return like;
    }

    private List<Integer> odd(boolean[] relevant, float[] scores) {
        return sorted(scores, false)
                .filter(i -> relevant[i])
                .limit(ODD)
                .mapToObj(i -> validation[i])
                .toList();
    }

    private static IntStream sorted(float[] scores, boolean descending) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> descending ? -scores[i] : scores[i])
                        .thenComparing(i -> i))
                .mapToInt(i -> i);
    }
}
