package io.winnow.trainer.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Standard output that remembers why it could not be written; a {@link java.io.PrintWriter} on it only tells that it could not. */
final class StandardOutput extends OutputStream {
    private final OutputStream target;
    private String failure;

    StandardOutput(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            target.write(bytes, from, count);
        } catch (IOException e) {
            failure = failure == null ? String.valueOf(e.getMessage()) : failure;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }

    /** What the user should know; empty where nothing failed, and where the reader of a pipe has gone, as {@code head} does. */
    Optional<String> complaint() {
        return failure == null || failure.contains("Broken pipe")
                ? Optional.empty()
                : Optional.of("The results cannot be written to standard output: " + failure + ".");
    }
}
