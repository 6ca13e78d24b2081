package io.winnow.datasets.label;

import java.util.Optional;

/**
 * Options for reading the votes of annotators.
 *
 * @param time column of the time at which a vote was given, ISO 8601 or milliseconds since 1970; by default, it is not known in
 *     which order they arrived
 * @param repeated what to do if an annotator gave an item several different labels
 */
public record VoteOptions(Optional<String> time, Repeated repeated) {
    /** Votes without times, of which none contradicts another one of the same annotator. */
    public static final VoteOptions DEFAULT = new VoteOptions(Optional.empty(), Repeated.ERROR);

    /** What to do if an annotator gave an item several different labels. */
    public enum Repeated {
        /** It is an error. */
        ERROR("none counts"),
        /** The first of them counts. */
        FIRST("the first counts"),
        /** The last of them counts. */
        LAST("the last counts"),
        /** All of them count, as if by different annotators. */
        VOTE("all count");

        private final String counted;

        Repeated(String counted) {
            this.counted = counted;
        }

        /** Returns what counts, as a part of a sentence. */
        String counted() {
            return counted;
        }
    }
}
