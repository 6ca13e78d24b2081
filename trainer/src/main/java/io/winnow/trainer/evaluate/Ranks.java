package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;

/** Orders scores. */
public final class Ranks {
    private Ranks() {}

    /** Returns the index of the largest score; of equal ones the first. */
    public static int largest(double[] scores) {
        return largest(scores, 0, scores.length);
    }

    /**
     * Returns the index of the largest of some scores; of equal ones the first.
     *
     * @param from where the scores begin, from which the returned index counts
     */
    public static int largest(double[] scores, int from, int count) {
        int largest = 0;
        for (int k = 1; k < count; k++) {
            largest = scores[from + k] > scores[from + largest] ? k : largest;
        }
        return largest;
    }

    /** Returns the index of the largest score; of equal ones the first. */
    public static int largest(float[] scores) {
        return largest(scores, 0, scores.length);
    }

    /**
     * Returns the index of the largest of some scores; of equal ones the first.
     *
     * @param from where the scores begin, from which the returned index counts
     */
    public static int largest(float[] scores, int from, int count) {
        int largest = 0;
        for (int k = 1; k < count; k++) {
            largest = scores[from + k] > scores[from + largest] ? k : largest;
        }
        return largest;
    }

    /** Returns the indices of the scores from the highest to the lowest; equal scores by ascending index. Scores must not be NaN. */
    public static int[] descending(float[] scores) {
        return descending(scores, 0, scores.length);
    }

    /** Returns the first indices of {@link #descending(float[])}, without ordering the others. */
    public static int[] first(float[] scores, int k) {
        return first(scores, 0, scores.length, k, null);
    }

    /** Orders the scores from {@code start} (inclusive) to {@code end} (exclusive); the indices returned count from {@code start}. */
    static int[] descending(float[] scores, int start, int end) {
        // A long holds the score, so that higher scores are smaller numbers, above the index. Adding 0 turns -0.0 into
        // 0.0.
        long[] keys = new long[end - start];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key(scores[start + i], i);
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    private static long key(float score, int index) {
        int bits = Float.floatToIntBits(score + 0f);
        int ascending = bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
        return ((long) ~ascending << Integer.SIZE) | index;
    }

    /**
     * Returns the first indices of {@link #descending(float[], int, int)} without ordering the others, which takes time in proportion to the
     * number of scores.
     *
     * @param k largest number of indices
     * @param states states of all scores, of which unknown ones take no part, see {@link LabelScores}; null if all take part
     */
    static int[] first(float[] scores, int start, int end, int k, byte[] states) {
        long[] keys = new long[Math.min(k, end - start)];
        int count = 0;
        float least = keys.length == 0 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
        for (int i = 0; i < end - start; i++) {
            float score = scores[start + i];
            // Of equal scores, the one that was there before is kept.
            boolean candidate = count < keys.length || score > least;
            if (candidate && (states == null || states[start + i] != LabelScores.UNKNOWN)) {
                long key = key(score, i);
                int place = count < keys.length ? count++ : count - 1;
                for (; place > 0 && keys[place - 1] > key; place--) {
                    keys[place] = keys[place - 1];
                }
                keys[place] = key;
                least = scores[start + (int) keys[count - 1]];
            }
        }
        return Arrays.stream(keys, 0, count).mapToInt(key -> (int) key).toArray();
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
