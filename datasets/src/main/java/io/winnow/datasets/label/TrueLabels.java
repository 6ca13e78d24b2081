package io.winnow.datasets.label;

import java.util.Arrays;

/**
 * The true classes of examples whose given labels may be wrong. They are used for evaluation only: an architecture rule lets only the
 * evaluation package call {@link #reveal}, so that no training can use them.
 */
public final class TrueLabels {
    private final int[] classes;

    /**
     * Creates true labels.
     *
     * @param classes true class of each example in use (N)
     */
    public TrueLabels(int[] classes) {
        this.classes = classes.clone();
    }

    /** Returns the true classes (N). */
    public int[] reveal() {
        return classes.clone();
    }

    /**
     * Returns the true labels of some of the examples.
     *
     * @param rows indices of the examples
     */
    public TrueLabels select(int[] rows) {
        return new TrueLabels(Arrays.stream(rows).map(row -> classes[row]).toArray());
    }

    /**
     * Returns the same true labels with other class numbers.
     *
     * @param numbers new number of each class by its old number; {@link GivenNames#NONE} for a class that has none
     */
    public TrueLabels renumber(int[] numbers) {
        return new TrueLabels(LabelArrays.renumber(classes, numbers));
    }

    /** The share of examples whose given class (N) is not the true class. */
    public double noiseRate(int[] given) {
        if (given.length != classes.length) {
            throw new IllegalArgumentException("The numbers of true and given labels must be equal, found "
                    + classes.length + " and " + given.length + ".");
        }
        int wrong = 0;
        for (int i = 0; i < given.length; i++) {
            wrong += given[i] == classes[i] ? 0 : 1;
        }
        return given.length == 0 ? 0 : (double) wrong / given.length;
    }
}
