package io.winnow.datasets.label;

import java.util.Arrays;

/**
 * The true classes of examples whose given labels may be wrong. They are for evaluation alone: a rule of the architecture lets only the
 * evaluation package call {@link #reveal}, so that no training can learn from them.
 */
public final class TrueLabels {
    private final int[] classes;

    /** @param classes (N) true class of each example in use */
    public TrueLabels(int[] classes) {
        this.classes = classes.clone();
    }

    /** The true classes (N). */
    public int[] reveal() {
        return classes.clone();
    }

    /** Of some of the examples, by their rows. */
    public TrueLabels select(int[] rows) {
        return new TrueLabels(Arrays.stream(rows).map(row -> classes[row]).toArray());
    }

    /** The share of examples whose given class (N) is not the true one. */
    public double noiseRate(int[] given) {
        if (given.length != classes.length) {
            throw new IllegalArgumentException(
                    "There are " + classes.length + " true labels and " + given.length + " given ones.");
        }
        int wrong = 0;
        for (int i = 0; i < given.length; i++) {
            wrong += given[i] == classes[i] ? 0 : 1;
        }
        return given.length == 0 ? 0 : (double) wrong / given.length;
    }
}
