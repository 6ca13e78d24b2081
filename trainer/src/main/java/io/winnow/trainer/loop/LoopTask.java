package io.winnow.trainer.loop;

import io.winnow.trainer.labelling.LabellingItem;
import io.winnow.trainer.select.Vectors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What an answer says of an item: its only class, or all of its classes, which may be none. The label of an item is the array of its class
 * numbers, ascending.
 */
public enum LoopTask {
    /** Each item has exactly one class. The most probable one is the guess, and the accuracy judges. */
    ONE_CLASS("accuracy") {
        @Override
        Optional<int[]> majority(List<int[]> votes) {
            Map<Integer, Integer> counts = new HashMap<>();
            votes.forEach(vote -> counts.merge(vote[0], 1, Integer::sum));
            int most =
                    counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
            List<Integer> winners = counts.keySet().stream()
                    .filter(vote -> counts.get(vote) == most)
                    .toList();
            return winners.size() == 1 ? Optional.of(new int[] {winners.get(0)}) : Optional.empty();
        }

        @Override
        boolean isEnough(List<int[]> labels) {
            return labels.stream().mapToInt(label -> label[0]).distinct().count() > 1;
        }

        @Override
        Vectors probabilities(LoopClassifier classifier, int[] rows, List<int[]> labels, int classes) {
            return classifier.probabilities(
                    rows, labels.stream().mapToInt(label -> label[0]).toArray(), classes);
        }

        @Override
        int[] guess(Vectors probabilities, int row) {
            int best = 0;
            for (int k = 1; k < probabilities.width(); k++) {
                best = probabilities.get(row, k) > probabilities.get(row, best) ? k : best;
            }
            return new int[] {best};
        }

        @Override
        double agreement(int[] first, int[] second) {
            return Arrays.equals(first, second) ? 1 : 0;
        }

        @Override
        double[][] table(int classes) {
            return new double[classes][classes];
        }

        @Override
        void count(int[] first, int[] second, int classes, double[][] table) {
            table[first[0]][second[0]]++;
        }
    },

    /** Each item has any number of classes. Those with a probability above 1/2 are the guess, and F1 over all pairs of item and class judges. */
    SEVERAL_CLASSES("micro-F1") {
        @Override
        Optional<int[]> majority(List<int[]> votes) {
            Map<Integer, Integer> counts = new HashMap<>();
            votes.forEach(vote -> IntStream.of(vote).forEach(k -> counts.merge(k, 1, Integer::sum)));
            boolean tie = counts.values().stream().anyMatch(count -> 2 * count == votes.size());
            return votes.isEmpty() || tie
                    ? Optional.empty()
                    : Optional.of(sorted(counts.keySet().stream()
                            .filter(k -> 2 * counts.get(k) > votes.size())
                            .mapToInt(Integer::intValue)));
        }

        @Override
        boolean isEnough(List<int[]> labels) {
            // Some class must have items with it and items without it.
            return labels.stream().map(Arrays::toString).distinct().count() > 1;
        }

        @Override
        Vectors probabilities(LoopClassifier classifier, int[] rows, List<int[]> labels, int classes) {
            return classifier.independentProbabilities(rows, labels.toArray(int[][]::new), classes);
        }

        @Override
        int[] guess(Vectors probabilities, int row) {
            return where(probabilities.width(), k -> probabilities.get(row, k) > THRESHOLD);
        }

        @Override
        double agreement(int[] first, int[] second) {
            int size = first.length + second.length;
            return size == 0
                    ? 1
                    : 2.0 * IntStream.of(first).filter(k -> has(second, k)).count() / size;
        }

        @Override
        double[][] table(int classes) {
            return new double[2][2];
        }

        @Override
        void count(int[] first, int[] second, int classes, double[][] table) {
            for (int k = 0; k < classes; k++) {
                table[has(first, k) ? 1 : 0][has(second, k) ? 1 : 0]++;
            }
        }
    };

    /** The probability from which a class counts as predicted. */
    static final float THRESHOLD = 0.5f;

    private final String figure;

    LoopTask(String figure) {
        this.figure = figure;
    }

    /** Returns the task of a project. */
    public static LoopTask of(LoopConfig config) {
        return config.several() ? SEVERAL_CLASSES : ONE_CLASS;
    }

    /** Returns what most annotators say: the class that most name, or each class that more than half name. Empty if there is a tie, or no vote. */
    abstract Optional<int[]> majority(List<int[]> votes);

    /** Whether a classifier can be fitted to labels: they differ. */
    abstract boolean isEnough(List<int[]> labels);

    /**
     * Fits a classifier to labelled items, and returns the probabilities of all items (N, K): over the classes, or of each class by itself.
     *
     * @param rows rows of the labelled items
     * @param labels label of each
     * @param classes K
     */
    abstract Vectors probabilities(LoopClassifier classifier, int[] rows, List<int[]> labels, int classes);

    /** Returns the label that a model gives an item. */
    abstract int[] guess(Vectors probabilities, int row);

    /** Returns the classes that a model gives an item, each with its probability. */
    List<LabellingItem.Guess> guesses(Vectors probabilities, int row, List<String> classes) {
        return IntStream.of(guess(probabilities, row))
                .mapToObj(k -> new LabellingItem.Guess(classes.get(k), probabilities.get(row, k)))
                .toList();
    }

    /** Returns how far two labels of an item agree, in [0, 1]: whether they are equal, or F1 of the one by the other. */
    abstract double agreement(int[] first, int[] second);

    /** Returns an empty contingency table of two judges, for {@link #count}. */
    abstract double[][] table(int classes);

    /** Counts two labels of an item in a contingency table: as a pair of classes, or each class as a question with the answers no and yes. */
    abstract void count(int[] first, int[] second, int classes, double[][] table);

    /** Name of the figure by which classifiers are judged. */
    String figure() {
        return figure;
    }

    /** Whether a label has a class. */
    public static boolean has(int[] label, int k) {
        for (int own : label) {
            if (own == k) {
                return true;
            }
        }
        return false;
    }

    private static int[] where(int classes, IntPredicate holds) {
        return IntStream.range(0, classes).filter(holds).toArray();
    }

    private static int[] sorted(IntStream classes) {
        return classes.sorted().toArray();
    }
}
