package io.winnow.trainer.evaluate;

import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What reviewers of a test example say of its given label and of a suggested one (test-set-errors.md, section 3).
 *
 * @param given number of reviewers for the given label
 * @param suggested number for the suggested label
 * @param both number who say that the example has both classes
 * @param neither number who say that it has neither
 */
public record ReviewVotes(int given, int suggested, int both, int neither) {
    /** What becomes of an example. */
    public enum Verdict {
        GIVEN,
        SUGGESTED,
        BOTH,
        NEITHER,
        DISAGREE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the same votes and one more. */
    public ReviewVotes and(Verdict said) {
        return switch (said) {
            case GIVEN -> new ReviewVotes(given + 1, suggested, both, neither);
            case SUGGESTED -> new ReviewVotes(given, suggested + 1, both, neither);
            case BOTH -> new ReviewVotes(given, suggested, both + 1, neither);
            case NEITHER -> new ReviewVotes(given, suggested, both, neither + 1);
            case DISAGREE -> throw new IllegalArgumentException("A single reviewer cannot disagree.");
        };
    }

    public int count() {
        return given + suggested + both + neither;
    }

    /** Returns the votes one by one, as the numbers of their verdicts, as {@link io.winnow.datasets.inspect.Agreement} takes them. */
    public int[] each() {
        int[] counts = {given, suggested, both, neither};
        return IntStream.range(0, counts.length)
                .flatMap(verdict -> IntStream.generate(() -> verdict).limit(counts[verdict]))
                .toArray();
    }

    /**
     * Returns what becomes of the example.
     *
     * @param quorum number of reviewers who must say the same: more than half of them
     */
    public Verdict verdict(int quorum) {
        if (given >= quorum) {
            return Verdict.GIVEN;
        } else if (suggested >= quorum) {
            return Verdict.SUGGESTED;
        } else if (both >= quorum) {
            return Verdict.BOTH;
        }
        return neither >= quorum ? Verdict.NEITHER : Verdict.DISAGREE;
    }
}
