package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.TrueLabels;

/** Counts how many pseudo-labels are right, where the true class is known. Only counts leave this class. */
public final class PseudoLabelCheck {
    private final int[] truth;

    /** @param truth true classes of the unlabelled examples (N); {@link GivenNames#NONE} where they are not known */
    public PseudoLabelCheck(TrueLabels truth) {
        this.truth = truth.reveal();
    }

    /**
     * Numbers of pseudo-labels.
     *
     * @param known those whose true class is known
     * @param right those of {@code known} that are right
     * @param passed those of {@code known} that passed the threshold
     * @param passedRight those of {@code passed} that are right
     */
    public record Counts(int known, int right, int passed, int passedRight) {}

    /**
     * Counts the pseudo-labels of some examples.
     *
     * @param rows positions of the examples among the unlabelled ones (B)
     * @param classes their pseudo-labels (B)
     * @param passed whether each passed the threshold (B)
     */
    public Counts of(int[] rows, int[] classes, boolean[] passed) {
        int known = 0;
        int right = 0;
        int passing = 0;
        int passingRight = 0;
        for (int i = 0; i < rows.length; i++) {
            int own = truth[rows[i]];
            if (own != GivenNames.NONE) {
                boolean same = own == classes[i];
                known++;
                right += same ? 1 : 0;
                passing += passed[i] ? 1 : 0;
                passingRight += passed[i] && same ? 1 : 0;
            }
        }
        return new Counts(known, right, passing, passingRight);
    }
}
