package io.winnow.trainer.runpage;

import io.winnow.trainer.evaluate.ClassificationReport;
import io.winnow.trainer.page.Block;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The confusion matrix and the figures of each class, or of each level. */
final class ClassTables {
    /** Number of classes up to which the matrix is shown as a whole. */
    private static final int WHOLE = 25;

    private static final int CONFUSIONS = 25;

    private ClassTables() {}

    /** Returns the tables of a classifier of one class. */
    static List<Block> of(ClassificationReport report) {
        return of(
                report.confusion(),
                report.perClass().stream()
                        .map(ClassificationReport.PerClass::name)
                        .toList(),
                report.perClass().stream()
                        .map(ClassificationReport.PerClass::trainCount)
                        .toList());
    }

    /**
     * Returns the tables.
     *
     * @param confusion numbers of test examples (K, K): rows are labels, columns are predictions
     * @param names names of the classes (K)
     * @param trainCounts numbers of training examples with this given label (K)
     */
    static List<Block> of(int[][] confusion, List<String> names, List<Integer> trainCounts) {
        List<Block> blocks = new ArrayList<>();
        if (names.size() <= WHOLE) {
            blocks.add(new Block.Matrix("Confusion matrix", names, confusion));
        } else {
            blocks.add(confusions(confusion, names));
        }
        blocks.add(perClass(ClassFigures.of(confusion), names, trainCounts));
        return blocks;
    }

    private static Block confusions(int[][] confusion, List<String> names) {
        List<int[]> pairs = new ArrayList<>();
        for (int label = 0; label < confusion.length; label++) {
            for (int predicted = 0; predicted < confusion.length; predicted++) {
                if (label != predicted && confusion[label][predicted] > 0) {
                    pairs.add(new int[] {label, predicted, confusion[label][predicted]});
                }
            }
        }
        List<ClassFigures> figures = ClassFigures.of(confusion);
        return new Block.Table(
                "The most frequent of " + Figures.count(pairs.size()) + " kinds of confusion among " + names.size()
                        + " classes",
                List.of("label", "predicted", "examples", "of the examples with this label"),
                pairs.stream()
                        .sorted(Comparator.comparingInt(pair -> -pair[2]))
                        .limit(CONFUSIONS)
                        .map(pair -> List.of(
                                names.get(pair[0]),
                                names.get(pair[1]),
                                Figures.count(pair[2]),
                                Figures.percent(
                                        (double) pair[2] / figures.get(pair[0]).support())))
                        .toList());
    }

    private static Block perClass(List<ClassFigures> figures, List<String> names, List<Integer> trainCounts) {
        List<List<String>> rows = new ArrayList<>();
        IntStream.range(0, names.size())
                .forEach(k -> rows.add(List.of(
                        names.get(k),
                        Figures.count(trainCounts.get(k)),
                        Figures.count(figures.get(k).support()),
                        Figures.digits(figures.get(k).precision()),
                        Figures.digits(figures.get(k).recall()),
                        Figures.digits(figures.get(k).f1()))));
        rows.add(List.of(
                "mean over classes",
                Figures.count(trainCounts.stream().mapToLong(Integer::longValue).sum()) + " in all",
                Figures.count(figures.stream().mapToLong(ClassFigures::support).sum()) + " in all",
                mean(figures, ClassFigures::precision),
                mean(figures, ClassFigures::recall),
                mean(figures, ClassFigures::f1)));
        return new Block.Table(
                "Each class: given training labels, test examples (support), precision, recall and F1",
                List.of("class", "trained", "support", "precision", "recall", "F1"),
                rows);
    }

    /** The mean over the classes for which a figure is defined. */
    private static String mean(List<ClassFigures> figures, ToDoubleFunction<ClassFigures> figure) {
        return Figures.digits(figures.stream()
                .mapToDouble(figure)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN));
    }
}
