package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import java.util.List;

/** A description of data, or the files that it names, are not as they should be. The message has a line for each mistake. */
public final class DescriptionException extends DataException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    DescriptionException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** The mistakes, each of which is a sentence. */
    public List<String> problems() {
        return problems;
    }
}
