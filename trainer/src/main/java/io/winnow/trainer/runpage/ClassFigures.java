package io.winnow.trainer.runpage;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well each class is predicted, from a confusion matrix.
 *
 * @param support number of test examples of the class
 * @param precision share of right predictions among those of the class; NaN if it is never predicted
 * @param recall share of the examples of the class that are predicted right; NaN if it has none
 * @param f1 harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN); NaN if the class neither occurs nor is predicted
 */
record ClassFigures(int support, double precision, double recall, double f1) {
    /**
     * Computes the figures of all classes.
     *
     * @param confusion numbers of examples (K, K): rows are labels, columns are predictions
     */
    static List<ClassFigures> of(int[][] confusion) {
        return IntStream.range(0, confusion.length)
                .mapToObj(k -> {
                    int support = Arrays.stream(confusion[k]).sum();
                    int predicted =
                            Arrays.stream(confusion).mapToInt(row -> row[k]).sum();
                    double right = confusion[k][k];
                    return new ClassFigures(
                            support, right / predicted, right / support, 2 * right / (support + predicted));
                })
                .toList();
    }
}
