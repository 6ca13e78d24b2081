package io.winnow.trainer.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Standard output that remembers why writing failed. A {@link java.io.PrintWriter} only tells that it failed. */
final class StandardOutput extends OutputStream {
    private final OutputStream target;
    private final BooleanSupplier pipe;
    private String failure;

    /** @param pipe whether the target is a pipe, see {@link #isPipe} */
    StandardOutput(OutputStream target, BooleanSupplier pipe) {
        this.target = target;
        this.pipe = pipe;
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
        return failure == null || failure.contains("Broken pipe") || pipe.getAsBoolean()
                ? Optional.empty()
                : Optional.of("The results cannot be written to standard output: " + failure + ".");
    }

    /** Whether standard output is a pipe: writing to one fails only if its reader has exited, whatever the language of the message. */
    static boolean isPipe() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1"))
                    .getFileName()
                    .toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException | RuntimeException e) {
            return false; // not on Linux
        }
    }
}
