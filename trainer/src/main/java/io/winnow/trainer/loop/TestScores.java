package io.winnow.trainer.loop;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.evaluate.AveragePrecision;
import io.winnow.trainer.evaluate.Proportion;
import io.winnow.trainer.select.Vectors;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Figures of a classifier on labelled items that it was not fitted to.
 *
 * @param probabilities probabilities of the classes (M, K)
 * @param truth label of each item (M)
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
record TestScores(LoopTask task, Vectors probabilities, int[][] truth) {
    private static final int SAMPLES = 1000;
    private static final long STREAM = 67;

    /** Returns the share of items whose guess is right. */
    Proportion accuracy() {
        return Proportion.of(
                (int) IntStream.range(0, truth.length)
                        .filter(row -> Arrays.equals(task.guess(probabilities, row), truth[row]))
                        .count(),
                truth.length);
    }

    /** Returns the figure of {@link LoopTask#figure}. */
    double figure() {
        return task == LoopTask.ONE_CLASS ? accuracy().share() : microF1(rows(), guesses());
    }

    /** Returns F1 over all pairs of an item and a class. */
    RoundReport.Interval microF1() {
        int[][] guesses = guesses();
        return bootstrap(rows -> microF1(rows, guesses));
    }

    private double microF1(int[] rows, int[][] guesses) {
        Counts all = new Counts();
        count(rows, guesses, k -> all);
        return all.f1();
    }

    /**
     * Returns the mean over the classes that occur: of the share of their items that are classified right if each item has one class, and
     * otherwise of F1.
     */
    RoundReport.Interval classMean() {
        int[][] guesses = guesses();
        return bootstrap(rows -> {
            Counts[] classes =
                    Stream.generate(Counts::new).limit(probabilities.width()).toArray(Counts[]::new);
            count(rows, guesses, k -> classes[k]);
            return Arrays.stream(classes)
                    .filter(counts -> counts.actual > 0)
                    .mapToDouble(task == LoopTask.ONE_CLASS ? Counts::recall : Counts::f1)
                    .average()
                    .orElse(Double.NaN);
        });
    }

    private int[] rows() {
        return IntStream.range(0, truth.length).toArray();
    }

    private int[][] guesses() {
        return IntStream.range(0, truth.length)
                .mapToObj(row -> task.guess(probabilities, row))
                .toArray(int[][]::new);
    }

    /** Counts the classes of items. Only those that an item has or is taken for are visited, since the bootstrap repeats this very often. */
    private void count(int[] rows, int[][] guesses, IntFunction<Counts> counts) {
        for (int row : rows) {
            for (int k : guesses[row]) {
                Counts own = counts.apply(k);
                own.predicted++;
                own.both += LoopTask.has(truth[row], k) ? 1 : 0;
            }
            for (int k : truth[row]) {
                counts.apply(k).actual++;
            }
        }
    }

    /** How often a class is predicted, actual, and both. */
    private static final class Counts {
        private double both;
        private double predicted;
        private double actual;

        double recall() {
            return both / actual;
        }

        /** F1 = 2 TP / (2 TP + FP + FN); 0 if the class is neither predicted nor actual. */
        double f1() {
            return predicted + actual > 0 ? 2 * both / (predicted + actual) : 0;
        }
    }

    /** Returns F1 = 2 TP / (2 TP + FP + FN) of a class that is predicted where its probability is above 1/2; 0 if there is neither. */
    double f1(int positive) {
        return f1(rows(), positive);
    }

    RoundReport.Interval f1Interval(int positive) {
        return bootstrap(rows -> f1(rows, positive));
    }

    private double f1(int[] rows, int positive) {
        Counts counts = new Counts();
        for (int row : rows) {
            boolean predicted = probabilities.get(row, positive) > LoopTask.THRESHOLD;
            boolean actual = LoopTask.has(truth[row], positive);
            counts.predicted += predicted ? 1 : 0;
            counts.actual += actual ? 1 : 0;
            counts.both += predicted && actual ? 1 : 0;
        }
        return counts.f1();
    }

    /** Returns the average precision of a class. */
    double averagePrecision(int positive) {
        float[] scores = new float[truth.length];
        boolean[] hits = new boolean[truth.length];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = probabilities.get(row, positive);
            hits[row] = LoopTask.has(truth[row], positive);
        }
        return AveragePrecision.of(scores, hits);
    }

    private RoundReport.Interval bootstrap(ToDoubleFunction<int[]> figure) {
        double[] samples = new double[SAMPLES];
        CounterRandom random = CounterRandom.of(STREAM);
        for (int i = 0; i < SAMPLES; i++) {
            samples[i] = figure.applyAsDouble(IntStream.generate(() -> random.nextInt(truth.length))
                    .limit(truth.length)
                    .toArray());
        }
        Arrays.sort(samples);
        return new RoundReport.Interval(
                figure.applyAsDouble(rows()), samples[SAMPLES / 40], samples[SAMPLES - 1 - SAMPLES / 40]);
    }
}
