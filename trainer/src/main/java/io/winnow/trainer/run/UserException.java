package io.winnow.trainer.run;

/** Something that the user can put right. The message says what, where and what is allowed; exit code 2, no stack trace. */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UserException(String message) {
        super(message);
    }
}
