package io.winnow.datasets.interaction;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.Comparator;
import java.util.List;

/** How the pairs of each user are divided into training, validation and test pairs. */
public sealed interface InteractionSplit {
    /**
     * The part of each pair is in a column.
     *
     * @param column name of the column
     */
    record Given(String column) implements InteractionSplit {}

    /**
     * Each user's pairs are divided at random: the shares of validation and test pairs are rounded, and are one pair at least if they are
     * above 0.
     *
     * @param validation share of the validation pairs, in [0, 1)
     * @param test share of the test pairs, in [0, 1)
     */
    record Random(double validation, double test, long seed) implements InteractionSplit {}

    /**
     * The last pairs of each user are test pairs, and those before them validation pairs.
     *
     * @param time column of the time
     * @param validation number of validation pairs of each user
     * @param test number of test pairs of each user
     */
    record Last(String time, int validation, int test) implements InteractionSplit {}

    /** Returns the number of validation pairs of a user with so many pairs. */
    default int validation(int pairs) {
        return this instanceof Random random
                ? share(random.validation(), pairs)
                : this instanceof Last last ? last.validation() : 0;
    }

    /** Returns the number of test pairs of a user with so many pairs. */
    default int test(int pairs) {
        return this instanceof Random random
                ? share(random.test(), pairs)
                : this instanceof Last last ? last.test() : 0;
    }

    private static int share(double share, int pairs) {
        return share == 0 ? 0 : Math.max(1, (int) Math.round(share * pairs));
    }

    /** Sorts the pairs of a user so that the training pairs come first, then those of validation, then those of test. */
    default void sort(List<Choice> pairs) {
        if (this instanceof Random random) {
            pairs.sort(Comparator.comparing(pair -> new Fingerprint()
                    .add(random.seed())
                    .add(pair.user().length())
                    .add(pair.user())
                    .add(pair.item())
                    .hex()));
        } else if (this instanceof Last) {
            pairs.sort(Comparator.comparingDouble(Choice::time)); // stable: equal times keep the order of the file
        }
    }

    /**
     * A pair of the file.
     *
     * @param time when it happened; 0 if the split does not ask for it
     * @param part the part that the file gives: 0 training, 1 validation, 2 test
     */
    record Choice(String user, String item, double time, int part, long line) {}
}
