package io.winnow.trainer.config;

import io.winnow.trainer.config.InvalidValueException.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Checks the components of a record in its canonical constructor, and reports all violated conditions together:
 *
 * <pre>{@code
 * new Checks()
 *     .positive("learning_rate", learningRate)
 *     .that(keep >= 2, "keep", "must be at least 2, because the newest checkpoint may still be incomplete; found " + keep)
 *     .done();
 * }</pre>
 *
 * Keys are given as they are written in YAML, in snake case.
 */
public final class Checks {
    private final List<Violation> violations = new ArrayList<>();

    /** Requires {@code condition} to hold. The {@code message} says what is allowed and what was found. */
    public Checks that(boolean condition, String key, String message) {
        if (!condition) {
            violations.add(new Violation(key, message));
        }
        return this;
    }

    /** Requires a number above zero. */
    public Checks positive(String key, double value) {
        return that(value > 0, key, "must be positive, found " + number(value));
    }

    /** Requires a number that is zero or greater. */
    public Checks notNegative(String key, double value) {
        return that(value >= 0, key, "must not be negative, found " + number(value));
    }

    /** Requires {@code min <= value}. */
    public Checks atLeast(String key, double value, double min) {
        return that(value >= min, key, "must be at least " + number(min) + ", found " + number(value));
    }

    /** Requires {@code min <= value <= max}. */
    public Checks between(String key, double value, double min, double max) {
        return that(
                value >= min && value <= max,
                key,
                "must lie between " + number(min) + " and " + number(max) + ", found " + number(value));
    }

    /** Requires {@code min <= value < max}. */
    public Checks below(String key, double value, double min, double max) {
        return that(
                value >= min && value < max,
                key,
                "must be at least " + number(min) + " and below " + number(max) + ", found " + number(value));
    }

    /** Requires {@code value} to be one of the {@code allowed} names. */
    public Checks oneOf(String key, String value, Collection<String> allowed) {
        return that(allowed.contains(value), key, "unknown value '" + value + "'; " + Names.allowed(value, allowed));
    }

    /**
     * Ends the checks.
     *
     * @throws InvalidValueException if any condition was violated; it lists all of them
     */
    public void done() {
        if (!violations.isEmpty()) {
            throw new InvalidValueException(violations);
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
