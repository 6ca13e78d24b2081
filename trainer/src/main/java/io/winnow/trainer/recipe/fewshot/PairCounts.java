package io.winnow.trainer.recipe.fewshot;

import java.util.Arrays;

/**
 * How many pairs i &lt; j of the examples have a common class. The pairs themselves are never held: there are N (N - 1) / 2.
 *
 * @param partners number of other examples with a common class, of each example (N)
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record PairCounts(int[] partners) {
    static PairCounts of(ExampleClasses classes) {
        int[] partners = new int[classes.size()];
        for (int i = 0; i < partners.length; i++) {
            for (int j = 0; j < i; j++) {
                if (classes.meet(i, j)) {
                    partners[i]++;
                    partners[j]++;
                }
            }
        }
        return new PairCounts(partners);
    }

    /** Number of pairs with a common class. */
    long positive() {
        return Arrays.stream(partners).asLongStream().sum() / 2;
    }

    /** Number of pairs without one. */
    long negative() {
        return (long) partners.length * (partners.length - 1) / 2 - positive();
    }
}
