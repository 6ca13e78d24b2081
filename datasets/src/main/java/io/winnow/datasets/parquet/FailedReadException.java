package io.winnow.datasets.parquet;

import java.io.IOException;

/** Signals that the machine failed to read a file, as opposed to a file whose bytes are wrong. */
final class FailedReadException extends IOException {
    private static final long serialVersionUID = 1;

    private final IOException failure;

    FailedReadException(IOException failure) {
        super(failure);
        this.failure = failure;
    }

    /** What failed. */
    IOException failure() {
        return failure;
    }
}
