package io.winnow.trainer.engine;

import io.winnow.trainer.config.Span;

/**
 * The length of a training in optimizer steps, and what converts other units to steps.
 *
 * @param steps total number of optimizer steps
 * @param stepsPerEpoch optimizer steps in one pass over the data
 * @param examplesPerStep examples in one optimizer step
 */
public record Horizon(long steps, long stepsPerEpoch, long examplesPerStep) {
    /** Converts the duration of a training to steps. */
    public static Horizon of(Span duration, long stepsPerEpoch, long examplesPerStep) {
        return new Horizon(duration.toSteps(stepsPerEpoch, examplesPerStep), stepsPerEpoch, examplesPerStep);
    }

    /** Converts a span to optimizer steps. */
    public long steps(Span span) {
        return span.toSteps(stepsPerEpoch, examplesPerStep);
    }
}
