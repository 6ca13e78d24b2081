package io.winnow.trainer.config;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A duration of training in exactly one unit: {@code {epochs: 10}}, {@code {steps: 500}} or {@code {examples: 100000}}.
 *
 * @param epochs number of passes over the training data; may be fractional
 * @param steps number of optimizer steps
 * @param examples number of training examples processed
 */
@Doc("A duration of training, in exactly one of these units: epochs, steps or examples.")
public record Span(
        @Doc("Number of passes over the training data; may be fractional, such as 0.5.")
        Optional<Double> epochs,

        @Doc("Number of optimizer steps.") Optional<Long> steps,
        @Doc("Number of training examples processed.") Optional<Long> examples) {
    private static final Set<String> UNITS = Set.of("epochs", "steps", "examples");

    /** Requires exactly one unit and a duration that is not negative. */
    public Span {
        long units =
                Stream.of(epochs, steps, examples).filter(Optional::isPresent).count();
        if (units != 1) {
            throw new IllegalArgumentException("must have exactly one of: epochs, steps, examples; found "
                    + (units == 0 ? "none" : units + " of them"));
        }
        new Checks()
                .notNegative("epochs", epochs.orElse(0.0))
                .notNegative("steps", steps.orElse(0L))
                .notNegative("examples", examples.orElse(0L))
                .done();
    }

    /**
     * Whether a section with these keys can only be a span. When files are merged, a later span replaces an earlier one as a whole: their
     * units cannot be combined.
     */
    static boolean isWritten(Set<String> keys) {
        return !keys.isEmpty() && UNITS.containsAll(keys);
    }

    /** Returns a duration of {@code epochs} passes over the training data. */
    public static Span ofEpochs(double epochs) {
        return new Span(Optional.of(epochs), Optional.empty(), Optional.empty());
    }

    /** Returns a duration of {@code steps} optimizer steps. */
    public static Span ofSteps(long steps) {
        return new Span(Optional.empty(), Optional.of(steps), Optional.empty());
    }

    /** Returns a duration of {@code examples} training examples. */
    public static Span ofExamples(long examples) {
        return new Span(Optional.empty(), Optional.empty(), Optional.of(examples));
    }

    /** Whether the duration is zero. */
    public boolean isZero() {
        return epochs.orElse(0.0) == 0 && steps.orElse(0L) == 0 && examples.orElse(0L) == 0;
    }

    /**
     * Returns the duration in optimizer steps. Epochs are rounded to the nearest step; examples are rounded up to a whole step.
     *
     * @param stepsPerEpoch number of optimizer steps in one pass over the data; at least 1
     * @param examplesPerStep number of examples in one optimizer step, summed over all accumulated batches; at least 1
     */
    public long toSteps(long stepsPerEpoch, long examplesPerStep) {
        if (stepsPerEpoch < 1 || examplesPerStep < 1) {
            throw new IllegalArgumentException(
                    "an epoch must have at least one step and a step at least one example; found " + stepsPerEpoch
                            + " steps and " + examplesPerStep + " examples");
        }
        return epochs.map(n -> Math.round(n * stepsPerEpoch))
                .or(() -> steps)
                .orElseGet(() -> (examples.orElseThrow() + examplesPerStep - 1) / examplesPerStep);
    }
}
