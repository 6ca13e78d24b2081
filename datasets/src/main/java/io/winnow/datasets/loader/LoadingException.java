package io.winnow.datasets.loader;

/** Reading ahead failed; the message is the reader's. */
public final class LoadingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LoadingException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
