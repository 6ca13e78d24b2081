package io.winnow.trainer.loop;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.evaluate.AveragePrecision;
import io.winnow.trainer.evaluate.Proportion;
import io.winnow.trainer.select.Vectors;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Figures of a classifier on labelled items that it was not fitted to.
 *
 * @param probabilities class probabilities (M, K)
 * @param truth class of each item (M)
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
record TestScores(Vectors probabilities, int[] truth) {
    private static final int SAMPLES = 1000;
    private static final long STREAM = 67;

    int guess(int row) {
        return NextRound.best(probabilities, row);
    }

    Proportion accuracy() {
        return Proportion.of(
                (int) IntStream.range(0, truth.length)
                        .filter(row -> guess(row) == truth[row])
                        .count(),
                truth.length);
    }

    /** Returns the mean over the classes that occur of the share of their items that are classified right. */
    RoundReport.Interval classMean() {
        return bootstrap(rows -> {
            int classes = probabilities.width();
            double[] right = new double[classes];
            double[] all = new double[classes];
            for (int row : rows) {
                all[truth[row]]++;
                right[truth[row]] += guess(row) == truth[row] ? 1 : 0;
            }
            return IntStream.range(0, classes)
                    .filter(k -> all[k] > 0)
                    .mapToDouble(k -> right[k] / all[k])
                    .average()
                    .orElse(Double.NaN);
        });
    }

    /** Returns F1 = 2 TP / (2 TP + FP + FN) of a class that is predicted where its probability is above 1/2; 0 if there is neither. */
    double f1(int positive) {
        return f1(IntStream.range(0, truth.length).toArray(), positive);
    }

    RoundReport.Interval f1Interval(int positive) {
        return bootstrap(rows -> f1(rows, positive));
    }

    private double f1(int[] rows, int positive) {
        double both = 0;
        double either = 0;
        for (int row : rows) {
            boolean predicted = probabilities.get(row, positive) > 0.5;
            boolean actual = truth[row] == positive;
            both += predicted && actual ? 2 : 0;
            either += (predicted ? 1 : 0) + (actual ? 1 : 0);
        }
        return either > 0 ? both / either : 0;
    }

    /** Returns the average precision of a class. */
    double averagePrecision(int positive) {
        float[] scores = new float[truth.length];
        boolean[] hits = new boolean[truth.length];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = probabilities.get(row, positive);
            hits[row] = truth[row] == positive;
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
                figure.applyAsDouble(IntStream.range(0, truth.length).toArray()),
                samples[SAMPLES / 40],
                samples[SAMPLES - 1 - SAMPLES / 40]);
    }
}
