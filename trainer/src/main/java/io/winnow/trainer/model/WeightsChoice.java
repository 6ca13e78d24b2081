package io.winnow.trainer.model;

import java.util.Optional;

/**
 * A choice among the weights that a training has saved.
 *
 * @param checkpoint {@code last}, {@code best} or a step
 * @param kind raw or average; if empty, the average is chosen if the training kept one, and the raw weights otherwise
 */
public record WeightsChoice(String checkpoint, Optional<Kind> kind) {
    /** The final weights of the training. */
    public static final WeightsChoice LAST = new WeightsChoice("last", Optional.empty());

    /** The kinds of weights in a checkpoint. */
    public enum Kind {
        /** The weights after the last optimizer step. */
        RAW,
        /** The exponential moving average of the weights over steps. */
        AVERAGE
    }

    /** Whether these are the final weights of the training, of unspecified kind. */
    public boolean isLast() {
        return equals(LAST);
    }

    @Override
    public String toString() {
        return checkpoint
                + kind.map(chosen -> chosen == Kind.RAW ? " raw" : " average").orElse("");
    }
}
