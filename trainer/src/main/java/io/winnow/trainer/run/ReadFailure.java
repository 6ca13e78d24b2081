package io.winnow.trainer.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What becomes of an {@link IOException} where a file that the user named is read. */
public final class ReadFailure {
    private ReadFailure() {}

    /**
     * Returns a mistake of the user if a reader says what is wrong. What the operating system says of a path, such as that there is no
     * permission, stays what it is: its message is the path, perhaps with words of the system, and the command line explains it.
     */
    public static RuntimeException of(IOException failure) {
        // The system gives no reason for a missing file. If there is one, a reader says what is missing, such as a file
        // of a folder.
        boolean explained = failure instanceof NoSuchFileException missing && missing.getReason() != null;
        return failure instanceof FileSystemException && !explained
                ? new UncheckedIOException(failure)
                : new UserException(failure.getMessage(), failure);
    }
}
