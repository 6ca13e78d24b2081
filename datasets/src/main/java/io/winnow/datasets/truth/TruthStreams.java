package io.winnow.datasets.truth;

/** The streams of random numbers of truth inference, with different numbers, so that their draws are independent. */
final class TruthStreams {
    /** Groups of the items at the start of {@link CommunityClassifier}. */
    static final long GROUPS = 1;

    /** Answers that are hidden to compare methods. */
    static final long HIDDEN = 2;

    private TruthStreams() {}
}
