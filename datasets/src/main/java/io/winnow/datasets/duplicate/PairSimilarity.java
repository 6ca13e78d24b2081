package io.winnow.datasets.duplicate;

/** How alike two items are. */
@FunctionalInterface
interface PairSimilarity {
    /** Returns the similarity of two items by their numbers, 1 if they are equal. */
    double of(int one, int other);

    /**
     * Returns the similarity of two items if it is at least {@code least}, and otherwise any number below {@code least}: it need not be
     * computed to the end then.
     */
    default double of(int one, int other, double least) {
        return of(one, other);
    }
}
