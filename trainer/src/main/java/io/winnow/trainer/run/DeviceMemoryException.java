package io.winnow.trainer.run;

import java.util.Locale;
import java.util.Optional;

/** Thrown when a device runs out of memory. The message has the figures and says what to change. Exit code 1, no stack trace. */
public final class DeviceMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private DeviceMemoryException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Turns a failure of PyTorch for lack of memory into an exception that explains it; empty for every other failure.
     *
     * @param where description of the stage that was running
     * @param device description of the device and its memory
     */
    public static Optional<DeviceMemoryException> of(Throwable failure, String where, String device) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            String lower = message.toLowerCase(Locale.ROOT);
            if (lower.contains("out of memory") || lower.contains("can't allocate memory")) {
                return Optional.of(new DeviceMemoryException(
                        where + " ran out of memory on " + device + ". PyTorch says: " + asked(message)
                                + " Make training.batch_size smaller (and training.accumulate larger by the same factor, which keeps"
                                + " the number of examples per step), set training.precision to bfloat16, or share batches"
                                + " among replicas. `winnow doctor --fit CONFIG` finds the largest batch size.",
                        failure));
            }
        }
        return Optional.empty();
    }

    /** Returns the line of the message that has the figures. The other lines are about PyTorch's internals. */
    private static String asked(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> line.toLowerCase(Locale.ROOT).contains("allocate"))
                .findFirst()
                .orElse("out of memory.");
    }
}
