package io.winnow.trainer.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Standard output that remembers why writing failed. A {@link java.io.PrintWriter} only tells that it failed. */
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

    /** Returns what to tell the user: nothing if writing succeeded, or if the reader of a pipe has exited, as {@code head} does. */
    Optional<String> complaint() {
        return failure == null || failure.contains("Broken pipe")
                ? Optional.empty()
                : Optional.of("The results cannot be written to standard output: " + failure + ".");
    }
}
