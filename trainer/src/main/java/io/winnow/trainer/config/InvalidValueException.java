package io.winnow.trainer.config;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown by a record's constructor for values that cannot be, see {@link Checks}. */
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
     * A key whose value cannot be.
     *
     * @param key as the user writes it, in snake case
     * @param message what is allowed, and why
     */
    record Violation(String key, String message) {}
}
