package io.winnow.trainer.evaluate;

import java.util.Arrays;

/** Turns scores into probabilities at the temperature that makes the given classes most likely. */
public final class Temperature {
    /** Number of examples by which the temperature is chosen. */
    private static final int SAMPLE = 20_000;

    private static final double GOLDEN = 0.6180339887498949;
    private static final int STEPS = 40;
    private static final double LEAST = -6;
    private static final double MOST = 4;

    private Temperature() {}

    /**
     * Replaces scores (N * K) by the softmax of scores / T. T is found by golden-section search over its logarithm, on fewer than 40,000
     * examples that are spread evenly.
     *
     * @param given given classes (N)
     */
    public static void softmax(double[] scores, int[] given, int classCount) {
        softmax(scores, classCount, fit(scores, given, classCount));
    }

    /** Returns the temperature T that {@link #softmax(double[], int[], int)} divides the scores (N * K) by. */
    public static double fit(double[] scores, int[] given, int classCount) {
        double low = LEAST;
        double high = MOST;
        for (int step = 0; step < STEPS; step++) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (likelihood(scores, given, classCount, left) > likelihood(scores, given, classCount, right)) {
                high = right;
            } else {
                low = left;
            }
        }
        return Math.exp((low + high) / 2);
    }

    /** Replaces scores (N * K) by the softmax of scores / T. */
    public static void softmax(double[] scores, int classCount, double temperature) {
        for (int from = 0; from < scores.length; from += classCount) {
            double sum = logSum(scores, from, classCount, temperature);
            for (int k = from; k < from + classCount; k++) {
                scores[k] = Math.exp(scores[k] / temperature - sum);
            }
        }
    }

    /** Returns the probabilities of logits (C) at a temperature. */
    public static double[] probabilities(double[] logits, double temperature) {
        double largest = Arrays.stream(logits).max().orElse(0);
        double[] values = Arrays.stream(logits)
                .map(logit -> Math.exp((logit - largest) / temperature))
                .toArray();
        double sum = Arrays.stream(values).sum();
        return Arrays.stream(values).map(value -> value / sum).toArray();
    }

    private static double likelihood(double[] scores, int[] given, int classCount, double logTemperature) {
        double temperature = Math.exp(logTemperature);
        int stride = Math.max(1, given.length / SAMPLE);
        double sum = 0;
        for (int i = 0; i < given.length; i += stride) {
            sum += scores[i * classCount + given[i]] / temperature
                    - logSum(scores, i * classCount, classCount, temperature);
        }
        return sum;
    }

    private static double logSum(double[] scores, int from, int count, double temperature) {
        double most = Double.NEGATIVE_INFINITY;
        for (int k = from; k < from + count; k++) {
            most = Math.max(most, scores[k] / temperature);
        }
        double sum = 0;
        for (int k = from; k < from + count; k++) {
            sum += Math.exp(scores[k] / temperature - most);
        }
        return most + Math.log(sum);
    }
}
