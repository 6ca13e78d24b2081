package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.ClassSets;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Scores for label sets: one for each pair of an example and a class, together with what is known of the pair. Metrics leave out the pairs
 * that are unknown.
 *
 * @param scores (N, C) in row-major order: logits or probabilities, none of them NaN
 * @param states (N, C) in row-major order: {@link #POSITIVE}, {@link #UNKNOWN} or {@link #NEGATIVE}
 * @param classes C, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // matrices; never compared
public record LabelScores(float[] scores, byte[] states, int classes) {
    /** The example is known to belong to the class. */
    public static final byte POSITIVE = 1;

    /** Nothing is known of the pair. */
    public static final byte UNKNOWN = 0;

    /** The example is known not to belong to the class. */
    public static final byte NEGATIVE = -1;

    public LabelScores {
        if (classes < 1 || scores.length != states.length || scores.length % classes != 0) {
            throw new IllegalArgumentException(scores.length + " scores and " + states.length
                    + " states do not form two matrices of " + classes + " columns.");
        }
        for (int i = 0; i < scores.length; i++) {
            if (Float.isNaN(scores[i])) {
                throw new IllegalArgumentException(
                        "The score of example " + i / classes + " for class " + i % classes + " is NaN.");
            }
        }
    }

    /**
     * Known pairs as a list to be ranked.
     *
     * @param scores score of each pair
     * @param positive whether each pair is positive; otherwise it is negative
     */
    @SuppressWarnings("ArrayRecordComponent") // columns; never compared
    public record Known(float[] scores, boolean[] positive) {
        /** The number of positive pairs. */
        public int positives() {
            int count = 0;
            for (boolean value : positive) {
                count += value ? 1 : 0;
            }
            return count;
        }
    }

    /**
     * Scores for examples whose label sets are complete: classes that are not listed are negative.
     *
     * @param positives classes of each example (N, any number)
     */
    public static LabelScores complete(float[] scores, int[][] positives, int classes) {
        byte[] states = new byte[positives.length * classes];
        Arrays.fill(states, NEGATIVE);
        for (int i = 0; i < positives.length; i++) {
            for (int c : positives[i]) {
                states[i * classes + c] = POSITIVE;
            }
        }
        return new LabelScores(scores, states, classes);
    }

    /** Scores for examples whose label sets are known in part. */
    public static LabelScores of(float[] scores, ClassSets labels) {
        return new LabelScores(scores, states(labels), labels.classCount());
    }

    /** Returns what is known of each pair of an example and a class (N, C), in row-major order. */
    public static byte[] states(ClassSets labels) {
        int classes = labels.classCount();
        byte[] states = new byte[Math.multiplyExact(labels.size(), classes)];
        for (int i = 0; i < labels.size(); i++) {
            int first = i * classes;
            Arrays.fill(states, first, first + classes, labels.closed()[i] ? NEGATIVE : UNKNOWN);
            for (int c : labels.negatives()[i]) {
                states[first + c] = NEGATIVE;
            }
            for (int c : labels.positives()[i]) {
                states[first + c] = POSITIVE;
            }
        }
        return states;
    }

    /** The number of examples N. */
    public int examples() {
        return scores.length / classes;
    }

    /** The number of examples with a given state of a class. */
    public int count(int label, byte state) {
        int count = 0;
        for (int i = label; i < states.length; i += classes) {
            count += states[i] == state ? 1 : 0;
        }
        return count;
    }

    /** The share of the pairs that are known. */
    public double knownShare() {
        int known = 0;
        for (byte state : states) {
            known += state == UNKNOWN ? 0 : 1;
        }
        return (double) known / states.length;
    }

    /** Returns the known pairs of a class, by example. */
    public Known ofClass(int label) {
        return pick(IntStream.range(0, examples()).map(i -> i * classes + label));
    }

    /** Returns the known pairs of an example, by class. */
    public Known ofExample(int example) {
        return pick(IntStream.range(example * classes, (example + 1) * classes));
    }

    /** Returns all known pairs. */
    public Known all() {
        return pick(IntStream.range(0, scores.length));
    }

    private Known pick(IntStream places) {
        int[] known = places.filter(place -> states[place] != UNKNOWN).toArray();
        float[] values = new float[known.length];
        boolean[] positive = new boolean[known.length];
        for (int i = 0; i < known.length; i++) {
            values[i] = scores[known[i]];
            positive[i] = states[known[i]] == POSITIVE;
        }
        return new Known(values, positive);
    }
}
