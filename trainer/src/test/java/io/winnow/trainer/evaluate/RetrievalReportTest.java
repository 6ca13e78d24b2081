package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Recall at k against rankings that are sorted one by one, with ties broken at random. */
class RetrievalReportTest {
    private static final int ITEMS = 40;
    private static final int WIDTH = 3;

    /** Texts 2 i and 2 i + 1 belong to item i; every fifth item has the further text of item 0, too. */
    private static RetrievalReport.Pairs pairs() {
        List<int[]> pairs = new ArrayList<>();
        for (int item = 0; item < ITEMS; item++) {
            pairs.add(new int[] {item, 2 * item});
            pairs.add(new int[] {item, 2 * item + 1});
            if (item % 5 == 0) {
                pairs.add(new int[] {item, 2 * ITEMS});
            }
        }
        return new RetrievalReport.Pairs(
                ITEMS,
                2 * ITEMS + 1,
                pairs.stream().mapToInt(pair -> pair[0]).toArray(),
                pairs.stream().mapToInt(pair -> pair[1]).toArray());
    }

    /** Vectors with few different numbers, so that many scores are equal. */
    private static float[] coarse(int rows, Random random) {
        float[] values = new float[rows * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(3) - 1;
        }
        return values;
    }

    private static float dot(float[] a, int i, float[] b, int j) {
        float sum = 0;
        for (int d = 0; d < WIDTH; d++) {
            sum += a[i * WIDTH + d] * b[j * WIDTH + d];
        }
        return sum;
    }

    @Test
    void tiesCountAsOftenAsTheyAreRightInRandomOrder() {
        Random random = new Random(3);
        float[] items = coarse(ITEMS, random);
        float[] texts = coarse(2 * ITEMS + 1, random);
        RetrievalReport.Pairs pairs = pairs();
        int trials = 600;
        double[] found = new double[3];
        double[] reached = new double[3];
        for (int trial = 0; trial < trials; trial++) {
            for (int item = 0; item < ITEMS; item++) {
                int own = item;
                List<Integer> order =
                        shuffled(pairs.itemOf().length, random, pair -> dot(items, own, texts, pairs.textOf()[pair]));
                for (int r = 0; r < 3; r++) {
                    found[r] += order.subList(0, RetrievalReport.RANKS.get(r)).stream()
                                    .anyMatch(pair -> pairs.itemOf()[pair] == own)
                            ? 1
                            : 0;
                }
            }
            for (int pair = 0; pair < pairs.itemOf().length; pair += 3) {
                int text = pairs.textOf()[pair];
                List<Integer> order = shuffled(ITEMS, random, item -> dot(items, item, texts, text));
                for (int r = 0; r < 3; r++) {
                    reached[r] += order.subList(0, RetrievalReport.RANKS.get(r)).contains(pairs.itemOf()[pair]) ? 1 : 0;
                }
            }
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray a = manager.create(items, new Shape(ITEMS, WIDTH));
            NDArray b = manager.create(texts, new Shape(2 * ITEMS + 1, WIDTH));
            RetrievalReport report = RetrievalReport.of(a, b, pairs);
            // A third of the queries of the other direction, to save time.
            int[] some = IntStream.iterate(0, pair -> pair < pairs.itemOf().length, pair -> pair + 3)
                    .toArray();
            RetrievalReport third = RetrievalReport.of(
                    a,
                    b,
                    new RetrievalReport.Pairs(
                            ITEMS,
                            2 * ITEMS + 1,
                            IntStream.of(some).map(pair -> pairs.itemOf()[pair]).toArray(),
                            IntStream.of(some).map(pair -> pairs.textOf()[pair]).toArray()));
            for (int r = 0; r < 3; r++) {
                assertThat(report.itemToText().get(r)).isCloseTo(found[r] / trials / ITEMS, within(0.01));
                assertThat(third.textToItem().get(r)).isCloseTo(reached[r] / trials / some.length, within(0.01));
            }
        }
    }

    private interface Score {
        float of(int candidate);
    }

    private static List<Integer> shuffled(int candidates, Random random, Score score) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, candidates).boxed().toList());
        Collections.shuffle(order, random);
        order.sort(Comparator.comparingDouble(candidate -> -score.of(candidate)));
        return order;
    }

    @Test
    void anyCaptionOfAnImageIsEnoughAndEachCaptionIsAQuery() {
        // Texts: two of the first item, of which the second text is nearer to the other item, and one of the second.
        float[] items = {1, 0, 0, 0, 1, 0};
        float[] texts = {0.8f, 0.6f, 0, 0.6f, 0.8f, 0, 0, 0.9f, 0};
        try (NDManager manager = NDManager.newBaseManager()) {
            RetrievalReport report = RetrievalReport.of(
                    manager.create(items, new Shape(2, WIDTH)),
                    manager.create(texts, new Shape(3, WIDTH)),
                    new RetrievalReport.Pairs(2, 3, new int[] {0, 0, 1}, new int[] {0, 1, 2}));
            assertThat(report.metrics())
                    .containsEntry("image_to_text_recall_at_1", 1.0)
                    .containsEntry("text_to_image_recall_at_1", 2.0 / 3)
                    .containsEntry("text_to_image_recall_at_5", 1.0);
        }
    }

    @Test
    void equalVectorsHaveTheRecallOfChance() {
        RetrievalReport.Pairs pairs = pairs();
        try (NDManager manager = NDManager.newBaseManager()) {
            RetrievalReport report = RetrievalReport.of(
                    manager.ones(new Shape(ITEMS, WIDTH)), manager.ones(new Shape(2 * ITEMS + 1, WIDTH)), pairs);
            RetrievalReport chance = RetrievalReport.byChance(pairs);
            for (int r = 0; r < 3; r++) {
                assertThat(chance.textToItem().get(r))
                        .isCloseTo((double) RetrievalReport.RANKS.get(r) / ITEMS, within(1e-12));
            }
            // 32 items with 2 texts and 8 with 3, of 88: the mean of n / 88.
            assertThat(chance.itemToText().get(0)).isCloseTo((32 * 2 + 8 * 3) / 88.0 / 40, within(1e-12));
            for (int r = 0; r < 3; r++) {
                assertThat(report.itemToText().get(r))
                        .isCloseTo(chance.itemToText().get(r), within(1e-12));
                assertThat(report.textToItem().get(r))
                        .isCloseTo(chance.textToItem().get(r), within(1e-12));
            }
        }
    }
}
