package io.winnow.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTreeTest {
    /** Four rectangles of a plane need two comparisons. */
    @Test
    void learnsRectangles() {
        Random random = new Random(7);
        double[][] columns = {
            random.doubles(400).toArray(),
            random.doubles(400).toArray(),
            random.doubles(400).toArray()
        };
        int[] classes = IntStream.range(0, 400)
                .map(i -> columns[1][i] <= 0.4 ? columns[2][i] <= 0.7 ? 0 : 1 : 2)
                .toArray();
        int[] rows = IntStream.range(0, 400).toArray();
        StatisticsTree tree = new StatisticsTree(columns, classes, 3, rows, 3);
        assertThat(IntStream.of(rows).map(tree::predict))
                .containsExactly(IntStream.of(classes).boxed().toArray(Integer[]::new));
        StatisticsTree leaf = new StatisticsTree(columns, classes, 3, rows, 0);
        assertThat(leaf.predict(0)).isEqualTo(2);
    }

    /** Compares the first split with all splits. */
    @Test
    void theFirstSplitIsTheBest() {
        Random random = new Random(8);
        for (int round = 0; round < 20; round++) {
            double[][] columns = {
                random.ints(30, 0, 8).asDoubleStream().toArray(),
                random.ints(30, 0, 8).asDoubleStream().toArray()
            };
            int[] classes = random.ints(30, 0, 3).toArray();
            int[] rows = IntStream.range(0, 30).toArray();
            StatisticsTree tree = new StatisticsTree(columns, classes, 3, rows, 1);
            double best = Double.NEGATIVE_INFINITY;
            for (double[] column : columns) {
                for (int threshold = -1; threshold < 8; threshold++) {
                    int limit = threshold;
                    best = Math.max(
                            best,
                            purity(
                                            classes,
                                            IntStream.of(rows)
                                                    .filter(row -> column[row] <= limit)
                                                    .toArray())
                                    + purity(
                                            classes,
                                            IntStream.of(rows)
                                                    .filter(row -> column[row] > limit)
                                                    .toArray()));
                }
            }
            // The two leaves predict the largest class of the items that they hold; their purity is that of the best
            // split.
            double found = Double.NEGATIVE_INFINITY;
            for (double[] column : columns) {
                for (int threshold = -1; threshold < 8; threshold++) {
                    int limit = threshold;
                    int[] left = IntStream.of(rows)
                            .filter(row -> column[row] <= limit)
                            .toArray();
                    int[] right = IntStream.of(rows)
                            .filter(row -> column[row] > limit)
                            .toArray();
                    double value = purity(classes, left) + purity(classes, right);
                    if (value == best && agrees(tree, classes, left) && agrees(tree, classes, right)) {
                        found = value;
                    }
                }
            }
            assertThat(found).isEqualTo(best);
        }
    }

    private static boolean agrees(StatisticsTree tree, int[] classes, int[] rows) {
        int[] counts = new int[3];
        IntStream.of(rows).forEach(row -> counts[classes[row]]++);
        return IntStream.of(rows).allMatch(row -> tree.predict(row) == StatisticsTree.largest(counts));
    }

    private static double purity(int[] classes, int[] rows) {
        double[] counts = new double[3];
        IntStream.of(rows).forEach(row -> counts[classes[row]]++);
        double squares = counts[0] * counts[0] + counts[1] * counts[1] + counts[2] * counts[2];
        return rows.length == 0 ? 0 : squares / rows.length;
    }
}
