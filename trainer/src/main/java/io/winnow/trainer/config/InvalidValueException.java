package io.winnow.trainer.config;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown by the constructor of a configuration record for invalid values; see {@link Checks}. */
public final class InvalidValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    InvalidValueException(List<Violation> violations) {
        super(violations.stream().map(v -> v.key() + ": " + v.message()).collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    List<Violation> violations() {
        return violations;
    }

    /**
     * An invalid value.
     *
     * @param key the key as the user writes it, in snake case
     * @param message what is allowed and why, and what was found
     */
    record Violation(String key, String message) {}
}
