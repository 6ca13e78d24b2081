package io.winnow.trainer.recipe;

import java.util.Optional;

/**
 * Which weights of a training.
 *
 * @param checkpoint {@code last}, {@code best} or a step
 * @param kind raw or average; empty for the average where one is kept
 */
public record WeightsChoice(String checkpoint, Optional<Kind> kind) {
    /** What the training ended with. */
    public static final WeightsChoice LAST = new WeightsChoice("last", Optional.empty());

    /** What is kept of weights. */
    public enum Kind {
        RAW,
        /** The moving average over steps. */
        AVERAGE
    }

    /** Whether it is what the training ended with, whatever kind that is. */
    public boolean isLast() {
        return equals(LAST);
    }

    @Override
    public String toString() {
        return checkpoint
                + kind.map(chosen -> chosen == Kind.RAW ? " raw" : " average").orElse("");
    }
}
