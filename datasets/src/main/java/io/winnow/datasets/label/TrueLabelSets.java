package io.winnow.datasets.label;

import java.util.Arrays;

/**
 * All classes that examples truly have, where the given labels lack some of them. They are used for evaluation only: an architecture rule
 * lets only the evaluation package call {@link #reveal}, so that no training can use them.
 */
public final class TrueLabelSets {
    private final int[][] positives;

    /**
     * Creates true labels.
     *
     * @param positives true class numbers of each example in use (N, different numbers)
     */
    public TrueLabelSets(int[][] positives) {
        this.positives = copy(positives);
    }

    /** Returns the true class numbers (N, different numbers). */
    public int[][] reveal() {
        return copy(positives);
    }

    /**
     * Returns the true labels of some of the examples.
     *
     * @param rows indices of the examples
     */
    public TrueLabelSets select(int[] rows) {
        return new TrueLabelSets(
                Arrays.stream(rows).mapToObj(row -> positives[row]).toArray(int[][]::new));
    }

    /**
     * Returns the same true labels with other class numbers.
     *
     * @param numbers new number of each class by its old number; a class whose new number is negative is left out
     */
    public TrueLabelSets renumber(int[] numbers) {
        return new TrueLabelSets(LabelArrays.renumber(positives, numbers));
    }

    private static int[][] copy(int[][] sets) {
        return Arrays.stream(sets).map(int[]::clone).toArray(int[][]::new);
    }
}
