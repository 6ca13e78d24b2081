package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;

/** Orders scores. */
public final class Ranks {
    private Ranks() {}

    /** Returns the indices of the scores from the highest to the lowest; equal scores by ascending index. Scores must not be NaN. */
    public static int[] descending(float[] scores) {
        return descending(scores, 0, scores.length);
    }

    /** Orders the scores from {@code start} (inclusive) to {@code end} (exclusive); the indices returned count from {@code start}. */
    static int[] descending(float[] scores, int start, int end) {
        // A long holds the score, so that higher scores are smaller numbers, above the index. Adding 0 turns -0.0 into
        // 0.0.
        long[] keys = new long[end - start];
        for (int i = 0; i < keys.length; i++) {
            int bits = Float.floatToIntBits(scores[start + i] + 0f);
            int ascending = bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
            keys[i] = ((long) ~ascending << Integer.SIZE) | i;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    /** Returns the rank of each value, from 1 for the smallest. Equal values have the mean of their ranks. */
    static double[] average(double[] values) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        for (int i = 0; i < order.length; ) {
            int end = i + 1;
            while (end < order.length && values[order[end]] == values[order[i]]) {
                end++;
            }
            for (int j = i; j < end; j++) {
                ranks[order[j]] = (i + 1 + end) / 2.0;
            }
            i = end;
        }
        return ranks;
    }
}
