package io.winnow.trainer.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;

/** What becomes of an {@link IOException} where a file that the user named is read. */
public final class ReadFailure {
    private ReadFailure() {}

    /**
     * Returns a mistake of the user if a reader says what is wrong with the content. What the operating system says of a path, such as that there
     * is no permission, stays what it is: its message is the path alone, and the command line explains it.
     */
    public static RuntimeException of(IOException failure) {
        return failure instanceof FileSystemException
                ? new UncheckedIOException(failure)
                : new UserException(failure.getMessage(), failure);
    }
}
