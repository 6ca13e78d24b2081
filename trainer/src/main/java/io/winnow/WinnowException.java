package io.winnow;

/** A mistake that the user can correct. The message says what is wrong, what was found and where, and what to do. */
public abstract class WinnowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Only Winnow itself throws such exceptions.
     *
     * @param message what is wrong, what was found and where, and what to do
     * @param cause what led to it, or null
     */
    protected WinnowException(String message, Throwable cause) {
        super(message, cause);
    }
}
