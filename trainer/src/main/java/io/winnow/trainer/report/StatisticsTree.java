package io.winnow.trainer.report;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A small classification tree: each inner node compares one number with a threshold, chosen for the smallest Gini impurity (Breiman et al.,
 * "Classification and regression trees", 1984). Of equally good splits, the first column and the smallest threshold are taken.
 */
final class StatisticsTree {
    private final double[][] columns;
    private final int[] classes;
    private final int classCount;
    private final Node root;

    /** A leaf has no children and predicts a class; other nodes send values of at most the threshold to the left. */
    private record Node(int predicted, int column, double threshold, Node left, Node right) {}

    /**
     * Fits a tree.
     *
     * @param columns the numbers of each item by column (C, N)
     * @param classes class of each item (N)
     * @param classCount number of classes
     * @param rows the items that are learned from
     * @param depth largest number of comparisons for an item
     */
    StatisticsTree(double[][] columns, int[] classes, int classCount, int[] rows, int depth) {
        this.columns = columns;
        this.classes = classes;
        this.classCount = classCount;
        root = grow(rows, depth);
    }

    /** Returns the class that is predicted for an item. */
    int predict(int item) {
        Node at = root;
        while (at.left() != null) {
            at = columns[at.column()][item] <= at.threshold() ? at.left() : at.right();
        }
        return at.predicted();
    }

    private Node grow(int[] rows, int depth) {
        int[] counts = new int[classCount];
        IntStream.of(rows).forEach(row -> counts[classes[row]]++);
        int predicted = largest(counts);
        double best = pure(counts);
        int column = -1;
        double threshold = 0;
        for (int c = 0; depth > 0 && c < columns.length; c++) {
            double[] values = columns[c];
            int[] sorted = sorted(rows, values);
            int[] left = new int[classCount];
            int[] right = counts.clone();
            for (int i = 0; i + 1 < sorted.length; i++) {
                left[classes[sorted[i]]]++;
                right[classes[sorted[i]]]--;
                if (values[sorted[i]] < values[sorted[i + 1]] && pure(left) + pure(right) > best + 1e-9) {
                    best = pure(left) + pure(right);
                    column = c;
                    threshold = (values[sorted[i]] + values[sorted[i + 1]]) / 2;
                }
            }
        }
        if (column < 0) {
            return new Node(predicted, 0, 0, null, null);
        }
        double[] values = columns[column];
        double split = threshold;
        return new Node(
                predicted,
                column,
                split,
                grow(IntStream.of(rows).filter(row -> values[row] <= split).toArray(), depth - 1),
                grow(IntStream.of(rows).filter(row -> values[row] > split).toArray(), depth - 1));
    }

    /** The number of items less the sum of their Gini impurities. */
    private static double pure(int[] counts) {
        double squares = 0;
        double total = 0;
        for (int count : counts) {
            squares += (double) count * count;
            total += count;
        }
        return total == 0 ? 0 : squares / total;
    }

    private static int[] sorted(int[] rows, double[] values) {
        return IntStream.of(rows)
                .boxed()
                .sorted((a, b) -> Double.compare(values[a], values[b]))
                .mapToInt(row -> row)
                .toArray();
    }

    static int largest(int[] counts) {
        int most = Arrays.stream(counts).max().orElse(0);
        return IntStream.range(0, counts.length)
                .filter(k -> counts[k] == most)
                .findFirst()
                .orElse(0);
    }
}
