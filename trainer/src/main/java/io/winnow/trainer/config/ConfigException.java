package io.winnow.trainer.config;

import io.winnow.WinnowException;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown for an invalid configuration. It holds every problem that was found; the message has one line for each. */
public final class ConfigException extends WinnowException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Creates an exception.
     *
     * @param problems at least one
     */
    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())), null);
        this.problems = List.copyOf(problems);
    }

    /** Returns all problems in the order in which they were found. */
    public List<Problem> problems() {
        return problems;
    }
}
