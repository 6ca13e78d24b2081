package io.winnow.trainer.config;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A length of training, in exactly one unit: {@code {epochs: 10}}, {@code {steps: 500}} or {@code {examples: 100000}}.
 *
 * @param epochs passes over the training data, not necessarily whole
 * @param steps optimizer steps
 * @param examples examples seen
 */
@Doc("A length of training, in exactly one unit.")
public record Span(
        @Doc("Passes over the training data, not necessarily whole.")
        Optional<Double> epochs,

        @Doc("Optimizer steps.") Optional<Long> steps,
        @Doc("Examples seen.") Optional<Long> examples) {
    private static final Set<String> UNITS = Set.of("epochs", "steps", "examples");

    /** Requires exactly one unit, and no negative length. */
    public Span {
        if (Stream.of(epochs, steps, examples).filter(Optional::isPresent).count() != 1) {
            throw new IllegalArgumentException("must have exactly one of: epochs, steps, examples");
        }
        new Checks()
                .notNegative("epochs", epochs.orElse(0.0))
                .notNegative("steps", steps.orElse(0L))
                .notNegative("examples", examples.orElse(0L))
                .done();
    }

    /** Whether a section of these keys can be nothing but a span, so that a later one replaces an earlier one. */
    static boolean isWritten(Set<String> keys) {
        return !keys.isEmpty() && UNITS.containsAll(keys);
    }

    /** So many passes over the data. */
    public static Span ofEpochs(double epochs) {
        return new Span(Optional.of(epochs), Optional.empty(), Optional.empty());
    }

    /** So many optimizer steps. */
    public static Span ofSteps(long steps) {
        return new Span(Optional.empty(), Optional.of(steps), Optional.empty());
    }

    /** So many examples. */
    public static Span ofExamples(long examples) {
        return new Span(Optional.empty(), Optional.empty(), Optional.of(examples));
    }

    /** Whether the length is zero in whatever unit. */
    public boolean isZero() {
        return epochs.orElse(0.0) == 0 && steps.orElse(0L) == 0 && examples.orElse(0L) == 0;
    }

    /**
     * The length in optimizer steps: epochs to the nearest step, examples rounded up to a whole one.
     *
     * @param stepsPerEpoch optimizer steps in one pass over the data
     * @param examplesPerStep examples in one optimizer step, over all accumulated batches
     */
    public long toSteps(long stepsPerEpoch, long examplesPerStep) {
        if (stepsPerEpoch < 1 || examplesPerStep < 1) {
            throw new IllegalArgumentException(
                    "an epoch of " + stepsPerEpoch + " steps of " + examplesPerStep + " examples");
        }
        return epochs.map(n -> Math.round(n * stepsPerEpoch))
                .or(() -> steps)
                .orElseGet(() -> (examples.orElseThrow() + examplesPerStep - 1) / examplesPerStep);
    }
}
