package io.winnow.trainer.run;

import io.winnow.WinnowException;

/** Thrown for a mistake that the user can correct. The message says what is wrong, where, and what is allowed. Exit code 2. */
public final class UserException extends WinnowException {
    private static final long serialVersionUID = 1L;

    public UserException(String message) {
        super(message, null);
    }

    public UserException(String message, Throwable cause) {
        super(message, cause);
    }
}
