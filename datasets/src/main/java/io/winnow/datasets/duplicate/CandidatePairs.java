package io.winnow.datasets.duplicate;

/** Takes pairs of items that may be alike. */
@FunctionalInterface
interface CandidatePairs {
    void add(int one, int other);
}
