package io.winnow.datasets;

import java.io.IOException;

/**
 * Signals that the user's data, or the path to them, are not as they should be. The message says what is wrong, what was found and where,
 * and what to do about it; the command line prints it without a stack trace and ends with exit code 2.
 */
public class DataException extends IOException {
    private static final long serialVersionUID = 1;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
