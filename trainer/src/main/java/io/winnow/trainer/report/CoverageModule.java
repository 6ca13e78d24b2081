package io.winnow.trainer.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.inspect.NumberSummary;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** How far each test item is from its nearest training item, beside the same among training items. */
final class CoverageModule implements ReportModule {
    private static final int MOST_TRAIN = 20_000;
    private static final int MOST_QUERIES = 2_000;
    private static final int TILE = 4096;
    private static final int BINS = 20;
    private static final int FARTHEST = 10;
    /** Training items have this share beyond the limit; test items should have about the same. */
    private static final double BEYOND = 0.01;

    @Override
    public String id() {
        return "coverage";
    }

    @Override
    public String title() {
        return "Coverage of the test data by the training data";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        if (!input.data().isSplit()) {
            return Optional.of("This part needs test data: name them with --test, or divide described data.");
        }
        return input.representation().isEmpty()
                ? Optional.of("This part needs vectors of the items, which rows do not have.")
                : Optional.empty();
    }

    @Override
    public Section run(ReportInput input) throws IOException {
        ReportData data = input.data();
        Representation representation = input.representation().orElseThrow();
        long seed = input.options().seed();
        int[] train = Sample.of(readable(input, data.items(ReportData.TRAIN)), MOST_TRAIN, seed);
        int[] test = Sample.of(readable(input, data.items(ReportData.TEST)), MOST_QUERIES, seed + 1);
        int[] held = Sample.of(IntStream.range(0, train.length).toArray(), MOST_QUERIES, seed + 2);
        Section section = new Section();
        if (train.length < 2 || test.length == 0) {
            return section.say("There are too few items.");
        }
        float[][] trained = representation.of(train);
        int[] none = new int[test.length];
        Arrays.fill(none, -1);
        double[] distances = distances(representation.of(test), trained, none, input.manager());
        double[] among = distances(
                IntStream.of(held).mapToObj(i -> trained[i]).toArray(float[][]::new), trained, held, input.manager());
        Map<String, NumberSummary> summaries = new LinkedHashMap<>();
        summaries.put("test to train", NumberSummary.of(distances).orElseThrow());
        summaries.put("train to other train", NumberSummary.of(among).orElseThrow());
        section.figure("representation", representation.name()).figure("distances", summaries);
        section.say(
                "Distances are 1 less the cosine of %s. Of %d test items %d and of %d training items %d were compared (seed"
                        + " %d).",
                representation.name(),
                data.items(ReportData.TEST).length,
                test.length,
                data.items(ReportData.TRAIN).length,
                train.length,
                seed);
        section.add(Numbers.table("Distance to the nearest training item", summaries));
        section.add(histogram(distances, among));
        far(data, test, distances, among, section);
        return section;
    }

    private static int[] readable(ReportInput input, int[] items) {
        return IntStream.of(items)
                .filter(i -> input.facts().contents().get(i) != null)
                .toArray();
    }

    /**
     * Returns the distance of each query to its nearest base vector.
     *
     * @param itself number of the base vector that a query is itself, which does not count; -1 if it is none
     */
    static double[] distances(float[][] queries, float[][] base, int[] itself, NDManager manager) {
        double[] largest = new double[queries.length];
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        try (NDManager scope = manager.newSubManager();
                NDArray asked = matrix(queries, 0, queries.length, scope)) {
            for (int begin = 0; begin < base.length; begin += TILE) {
                int end = Math.min(base.length, begin + TILE);
                try (NDArray tile = matrix(base, begin, end, scope);
                        NDArray transposed = tile.transpose();
                        NDArray product = asked.matMul(transposed)) {
                    float[] cosines = product.toFloatArray();
                    int width = end - begin;
                    for (int q = 0; q < queries.length; q++) {
                        for (int b = 0; b < width; b++) {
                            if (itself[q] != begin + b) {
                                largest[q] = Math.max(largest[q], cosines[q * width + b]);
                            }
                        }
                    }
                }
            }
        }
        return Arrays.stream(largest).map(cosine -> Math.max(0, 1 - cosine)).toArray();
    }

    private static NDArray matrix(float[][] vectors, int begin, int end, NDManager manager) {
        int width = vectors[0].length;
        float[] all = new float[(end - begin) * width];
        for (int i = begin; i < end; i++) {
            System.arraycopy(vectors[i], 0, all, (i - begin) * width, width);
        }
        return manager.create(all, new Shape(end - begin, width));
    }

    private static Block histogram(double[] test, double[] train) {
        double most = Math.max(
                Arrays.stream(test).max().orElse(0), Arrays.stream(train).max().orElse(0));
        double width = most > 0 ? most / BINS : 1;
        List<String> labels = new ArrayList<>();
        IntStream.range(0, BINS).forEach(bin -> labels.add(NumberText.of((bin + 1) * width)));
        return new Block.Bars(
                "Share of the items by distance (upper ends)",
                labels,
                List.of(
                        new Block.Series("test to train", shares(test, width)),
                        new Block.Series("train to other train", shares(train, width))));
    }

    private static List<Double> shares(double[] values, double width) {
        double[] counts = new double[BINS];
        for (double value : values) {
            counts[Math.min(BINS - 1, (int) (value / width))] += 1.0 / values.length;
        }
        return Arrays.stream(counts).boxed().toList();
    }

    private static void far(ReportData data, int[] test, double[] distances, double[] among, Section section)
            throws IOException {
        double[] sorted = among.clone();
        Arrays.sort(sorted);
        double limit = sorted[(int) Math.min(sorted.length - 1.0, (1 - BEYOND) * sorted.length)];
        int[] order = IntStream.range(0, test.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -distances[i]).thenComparing(i -> i))
                .mapToInt(i -> i)
                .toArray();
        int[] beyond = IntStream.of(order).filter(i -> distances[i] > limit).toArray();
        double share = (double) beyond.length / test.length;
        section.figure("limit", limit).figure("test_beyond", beyond.length);
        section.say(
                "%s of these test items are farther from the training items than %s of the training items are from each"
                        + " other.",
                NumberText.percent(share), NumberText.percent(1 - BEYOND));
        List<String> names = data.names();
        List<Card> cards = new ArrayList<>();
        for (int i : IntStream.of(order).limit(FARTHEST).toArray()) {
            cards.add(Cards.of(
                    data, test[i], Cards.caption(data, names, test[i]) + ", distance " + NumberText.of(distances[i])));
        }
        section.add(new Block.Cards("The test items that are farthest from the training items", cards));
        if (share > 5 * BEYOND) {
            section.add(new Finding(
                    "uncovered",
                    Severity.WARNING,
                    NumberText.percent(share) + " of the test items are farther from all training items than 99% of the"
                            + " training items are from each other.",
                    IntStream.of(beyond).mapToObj(i -> names.get(test[i])).toList(),
                    Map.of("items", beyond.length, "share", share),
                    "Collect training items like them, or do not expect the model to be right on them."));
        }
    }
}
