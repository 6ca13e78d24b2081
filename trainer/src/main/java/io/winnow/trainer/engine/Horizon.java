package io.winnow.trainer.engine;

import io.winnow.trainer.config.Span;

/**
 * How long a training is.
 *
 * @param steps optimizer steps in all
 * @param stepsPerEpoch optimizer steps in one pass over the data
 * @param examplesPerStep examples in one optimizer step
 */
public record Horizon(long steps, long stepsPerEpoch, long examplesPerStep) {
    /** The horizon of a training of a given length. */
    public static Horizon of(Span duration, long stepsPerEpoch, long examplesPerStep) {
        return new Horizon(duration.toSteps(stepsPerEpoch, examplesPerStep), stepsPerEpoch, examplesPerStep);
    }

    /** A span in optimizer steps. */
    public long steps(Span span) {
        return span.toSteps(stepsPerEpoch, examplesPerStep);
    }
}
