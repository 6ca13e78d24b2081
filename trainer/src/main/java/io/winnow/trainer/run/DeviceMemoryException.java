package io.winnow.trainer.run;

import java.util.Locale;
import java.util.Optional;

/** A device had no memory left. The message has the figures and says what to change; exit code 1, no stack trace. */
public final class DeviceMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private DeviceMemoryException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * What to say when PyTorch failed for want of memory; empty for every other failure.
     *
     * @param where the stage that ran
     * @param device and its memory
     */
    public static Optional<DeviceMemoryException> of(Throwable failure, String where, String device) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            String lower = message.toLowerCase(Locale.ROOT);
            if (lower.contains("out of memory") || lower.contains("can't allocate memory")) {
                return Optional.of(new DeviceMemoryException(
                        where + " ran out of memory on " + device + ". PyTorch says: " + asked(message)
                                + " Make training.batch_size smaller (and training.accumulate larger by as much, which keeps the"
                                + " step), set training.precision to bfloat16, or share batches among replicas."
                                + " `winnow doctor --fit CONFIG` finds the largest batch.",
                        failure));
            }
        }
        return Optional.empty();
    }

    /** The line with the figures; the rest speaks of PyTorch's internals. */
    private static String asked(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> line.toLowerCase(Locale.ROOT).contains("allocate"))
                .findFirst()
                .orElse("out of memory.");
    }
}
